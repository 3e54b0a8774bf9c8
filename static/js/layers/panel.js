// The folded panel of the drawing page: the layers of the digit that is looked at, each a link to
// where it is looked into. Nothing is asked for while it is closed.

import { element } from "../lib/elements.js";
import { LayersFeed } from "./layers_feed.js";
import { StripView } from "./strip_view.js";

// Loaded with the panel: most visitors never open it.
const STYLES = new URL("../../styles/layers.css", import.meta.url);

export class Panel {
  #root; #strip; #feed; #input;

  constructor(root, api, input) {
    this.#root = root;
    this.#input = input;
    document.head.append(Object.assign(element("link"), { rel: "stylesheet", href: STYLES }));
    const strip = root.querySelector(".layer-strip");
    const address = root.querySelector("a").href;
    this.#strip = new StripView(strip, ({ layer }) => newLink(address, layer));
    this.#feed = new LayersFeed(api, {
      shown: (found) => this.#strip.show(found),
      emptied() {},
      failed() {}, // the answer above says what is wrong
    });
    root.addEventListener("toggle", () => this.#ask());
    this.#ask();
  }

  /** Shows what the network saw of a digit, or with undefined keeps the last one in sight. */
  show(input) {
    this.#input = input;
    this.#ask();
  }

  #ask() {
    if (this.#root.open && this.#input !== undefined) this.#feed.look({ input: this.#input });
  }
}

function newLink(address, layer) {
  const link = element("a");
  const url = new URL(address);
  url.searchParams.set("layer", layer);
  link.href = url;
  return link;
}
