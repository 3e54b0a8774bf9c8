// A dozen test pictures with a network's answers, each in its place from epoch to epoch.

import { confidenceText } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { pngAddress } from "../lib/pictures.js";

const SIDE_PX = 64;
const LONGEST_SIGN = 2; // characters; what is longer is a name, and written smaller

export class SamplesView {
  #list;
  #items = [];

  constructor(list) {
    this.#list = list;
  }

  /** classes are the names of what the samples' labels and answers number. */
  show(samples, classes) {
    if (this.#items.length === 0) {
      this.#items = samples.map(() => new Sample());
      this.#list.replaceChildren(...this.#items.map(({ element }) => element));
    }
    const isNamed = classes.some((name) => name.length > LONGEST_SIGN);
    this.#list.classList.toggle("samples--named", isNamed);
    this.#items.forEach((item, index) => item.show(samples[index], classes));
  }
}

class Sample {
  element = document.createElement("li");
  #image = new Image(SIDE_PX, SIDE_PX);
  #digit = new Text();
  #confidence = document.createElement("span");
  #verdict = document.createElement("p");

  constructor() {
    const answer = document.createElement("p");
    answer.className = "sample__answer";
    answer.append(this.#digit, this.#confidence);
    this.#verdict.className = "sample__verdict";
    this.element.append(this.#image, answer, this.#verdict);
  }

  show({ label, answer, confidence, picture }, classes) {
    const isRight = label === answer;
    this.element.className = isRight ? "sample" : "sample sample--wrong";
    this.#image.src = pngAddress(picture);
    this.#image.alt = t("sample.alt", { label: classes[label] });
    this.#digit.data = classes[answer];
    this.#confidence.textContent = confidenceText(confidence);
    this.#verdict.textContent = t(isRight ? "sample.right" : "sample.wrong", {
      label: classes[label],
    });
  }
}
