// Numbers as they stand in formulas.

/** How numbers are put into formulas; write(number) writes one, with print's minus. */
export class Notation {
  #write;

  constructor(write) {
    this.#write = write;
  }

  /** In brackets if it is below 0, as a factor is written: "0.5", "(−0.5)". */
  factor(number) {
    return number < 0 ? `(${this.#write(number)})` : this.#write(number);
  }

  /** As it is added to others: "+ 0.5", "− 0.5". */
  addend(number) {
    const text = this.#write(number);
    return text.startsWith("\u2212") ? text.replace("\u2212", "\u2212 ") : `+ ${text}`;
  }

  /** As a sum: "0.744 − 0.613 + 0.574"; of no numbers it is 0. */
  sum(numbers) {
    const [first = 0, ...others] = numbers;
    return [this.#write(first), ...others.map((number) => this.addend(number))].join(" ");
  }
}
