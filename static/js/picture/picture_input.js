// A picture file instead of a drawing: chosen, dropped anywhere on the page, or pasted.

export class PictureInput {
  #chosen; #dropHint;
  #dragDepth = 0;

  /** chosen(file) gets each file. */
  constructor({ fileInput, dropHint, chosen }) {
    this.#chosen = chosen;
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

  #take(files) {
    const file = files.find(({ type }) => type.startsWith("image/")) ?? files[0];
    if (file !== undefined) this.#chosen(file);
  }
}
