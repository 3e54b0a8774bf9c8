// A picture file instead of a drawing: chosen, dropped anywhere on the page, or pasted.

// A larger picture is scaled down here: the server takes 2 MiB, and digits need no megapixels.
const MAX_SIDE = 1600;
const MAX_BYTES = 2 * 1024 * 1024;
const SMALLER_SIDE = 640;
const JPEG_QUALITY = 0.92;

export class PictureInput {
  #listener; #dropHint;
  #dragDepth = 0;

  /** The listener has picture(blob) and unreadable(). */
  constructor({ fileInput, dropHint, listener }) {
    this.#listener = listener;
    this.#dropHint = dropHint;
    fileInput.addEventListener("change", () => {
      this.#take([...fileInput.files]);
      // Lets the same file be chosen again.
      fileInput.value = "";
    });
    document.addEventListener("paste", (event) => this.#paste(event));
    document.addEventListener("dragenter", (event) => this.#drag(event, 1));
    document.addEventListener("dragleave", (event) => this.#drag(event, -1));
    document.addEventListener("dragover", (event) => event.preventDefault());
    document.addEventListener("drop", (event) => this.#drop(event));
  }

  #paste(event) {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    this.#take(files);
  }

  // Entering a child fires before leaving its parent, hence the counting.
  #drag(event, step) {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    this.#dragDepth = Math.max(0, this.#dragDepth + step);
    this.#dropHint.hidden = this.#dragDepth === 0;
  }

  // Without this the browser would leave the page for the dropped file.
  #drop(event) {
    event.preventDefault();
    this.#dragDepth = 0;
    this.#dropHint.hidden = true;
    this.#take([...(event.dataTransfer?.files ?? [])]);
  }

  async #take(files) {
    const file = files.find(({ type }) => type.startsWith("image/")) ?? files[0];
    if (file === undefined) return;
    const picture = await makeReadable(file).catch(() => null);
    if (picture === null) {
      this.#listener.unreadable();
    } else {
      this.#listener.picture(picture);
    }
  }
}

/** The file as a PNG or JPEG that the server takes, turned the way it is meant to be seen. */
async function makeReadable(file) {
  const bitmap = await createImageBitmap(file);
  try {
    const fits = Math.max(bitmap.width, bitmap.height) <= MAX_SIDE && file.size <= MAX_BYTES;
    if (fits && file.type === "image/png") return file;
    // Photos stay JPEG, and everything else becomes PNG, which keeps transparency.
    const type = file.type === "image/jpeg" ? "image/jpeg" : "image/png";
    const picture = await redraw(bitmap, MAX_SIDE, type);
    return picture.size <= MAX_BYTES ? picture : await redraw(bitmap, SMALLER_SIDE, type);
  } finally {
    bitmap.close();
  }
}

function redraw(bitmap, maxSide, type) {
  const scale = Math.min(1, maxSide / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  const context = canvas.getContext("2d");
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    const done = (blob) => (blob ? resolve(blob) : reject(new Error("No picture came out.")));
    canvas.toBlob(done, type, JPEG_QUALITY);
  });
}
