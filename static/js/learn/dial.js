// A slider of a chapter, which says its value.

export class Dial {
  #input; #output; #say;

  /** say(value) is the value in words; changed(value) is called while the slider is moved. */
  constructor(id, say, changed) {
    this.#input = document.getElementById(id);
    this.#output = document.querySelector(`output[for="${id}"]`);
    this.#say = say;
    this.#input.addEventListener("input", () => {
      this.#show();
      changed(this.value);
    });
    this.#show();
  }

  get value() {
    return this.#input.valueAsNumber;
  }

  set value(value) {
    this.#input.value = value;
    this.#show();
  }

  #show() {
    this.#output.textContent = this.#say(this.value);
    this.#input.setAttribute("aria-valuetext", this.#output.textContent);
  }
}
