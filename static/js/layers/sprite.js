// The maps of a layer, which come as one picture without gaps, as tiles to be painted one by one.

import { decodePicture, pngAddress } from "../lib/pictures.js";

export class Sprite {
  #picture; #columns; #width; #height;

  /** The picture of a layer's maps, each of [height, width]. */
  static async open({ picture, columns }, [height, width]) {
    return new Sprite(await decodePicture(pngAddress(picture)), columns, width, height);
  }

  constructor(picture, columns, width, height) {
    this.#picture = picture;
    this.#columns = columns;
    this.#width = width;
    this.#height = height;
  }

  /** Width by height of a tile. */
  get ratio() {
    return this.#width / this.#height;
  }

  /** Paints the tile in the index-th place, as large as is wanted. */
  paint(context, index, x, y, width, height) {
    const left = (index % this.#columns) * this.#width;
    const top = Math.floor(index / this.#columns) * this.#height;
    // Enlarged pixels stay square; what is shrunk must not lose every other one.
    context.imageSmoothingEnabled = width < this.#width;
    const tile = [left, top, this.#width, this.#height];
    context.drawImage(this.#picture, ...tile, x, y, width, height);
  }
}
