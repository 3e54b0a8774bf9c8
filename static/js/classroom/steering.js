// The owner's side of a wall: what the room asks for, who may join, and its end.

import { failureReason } from "../api/errors.js";
import { element, newButton, setText } from "../lib/elements.js";
import { whole } from "../lib/format.js";
import { t } from "../lib/i18n.js";
import { ANY, FREE, Mode } from "./words.js";

// The two that the network confuses most often.
const USUAL_FOOLING = { asks: "4", target: 9 };

export class Steering {
  #parts; #room = null; #source; #listener;

  /**
   * source has change(changes), reset(), close(), hide(number, hidden), muted() and mute(phone, muted),
   * which resolve to { muted }, and collect(), which resolves to { added, known }, all promises; the
   * listener has changed(), after which the wall is another one, and closed().
   */
  constructor(root, source, listener) {
    const part = (name) => root.querySelector(`[name=${name}], #${name}`);
    const names = ["mode", "asks", "target", "target-field", "joining", "teaching", "steering-state", "undo-hiding", "mute", "muted"];
    this.#parts = Object.fromEntries(names.map((name) => [name, part(name)]));
    this.#source = source;
    this.#listener = listener;
    const { mode, asks, target, joining } = this.#parts;
    for (const field of [mode, asks, target]) field.addEventListener("change", () => this.#changeTask());
    joining.addEventListener("click", () => this.#try(() => source.change({ joining: !this.#room.joining })));
    this.#confirm("reset", () => this.#try(() => source.reset()));
    part("collect").addEventListener("click", () => this.#collect());
    this.#confirm("close", () => this.#try(() => source.close(), () => listener.closed()));
    this.#parts["undo-hiding"].addEventListener("click", ({ currentTarget: { dataset } }) =>
      this.#hide(Number(dataset.number), false),
    );
    this.#parts.mute.addEventListener("click", ({ currentTarget: { dataset } }) =>
      this.#mute(Number(dataset.phone), true),
    );
  }

  /** Shows how the room is steered just now. */
  show(room) {
    if (this.#room === null) this.#try(async () => this.#showMuted(await this.#source.muted()));
    this.#room = room;
    const { mode, asks, target, joining, teaching } = this.#parts;
    // What the owner has just opened is not taken out of their hand.
    if (![mode, asks, target].includes(document.activeElement)) this.#fill(room);
    this.#parts["target-field"].hidden = room.mode !== Mode.FOOL;
    teaching.hidden = room.mode !== Mode.TEACH;
    setText(joining, t(room.joining ? "room.joining.pause" : "room.joining.go_on"));
  }

  /** Hides a drawing; where that is not enough, its phone can be muted. */
  hide({ number, phone }) {
    return this.#hide(number, true, phone);
  }

  #showMuted({ muted: phones }) {
    this.#parts.muted.replaceChildren(...phones.map((phone) => this.#mutedEntry(phone)));
  }

  #mutedEntry(phone) {
    const entry = element("li", "", `${t("room.muted", { phone })} `);
    const button = newButton("button button--small", t("room.unmute"));
    button.setAttribute("aria-label", t("room.unmute.phone", { phone }));
    button.addEventListener("click", () => this.#mute(phone, false));
    entry.append(button);
    return entry;
  }

  async #mute(phone, muted) {
    const act = async () => this.#showMuted(await this.#source.mute(phone, muted));
    if (await this.#try(act)) this.#offer(null, null);
  }

  /** Offers to show a drawing that was hidden, and to mute its phone; nothing where they are null. */
  #offer(number, phone) {
    const { mute, "undo-hiding": undo } = this.#parts;
    undo.hidden = number === null;
    undo.dataset.number = number ?? "";
    mute.hidden = phone === null;
    mute.dataset.phone = phone ?? "";
    setText(mute, phone === null ? "" : t("room.mute", { phone }));
  }

  #fill({ mode, asks, target }) {
    this.#parts.mode.value = mode;
    this.#parts.asks.value = asks;
    this.#parts.target.value = target ?? USUAL_FOOLING.target;
  }

  #changeTask() {
    const { mode, asks, target } = this.#parts;
    this.#try(() => this.#source.change(taskOf(mode.value, asks.value, Number(target.value))));
  }

  async #hide(number, hidden, phone = null) {
    const done = await this.#try(() => this.#source.hide(number, hidden));
    if (!done) return;
    this.#offer(hidden ? number : null, phone);
    this.#say(hidden ? t("room.hidden", { number }) : "");
  }

  #collect() {
    let taken;
    return this.#try(
      async () => (taken = await this.#source.collect()),
      () => this.#say(t("room.collected", { added: whole(taken.added), known: whole(taken.known) })),
    );
  }

  #confirm(name, act) {
    const dialog = document.getElementById(`${name}-dialog`);
    document.getElementById(name).addEventListener("click", () => {
      dialog.returnValue = "keep";
      dialog.showModal();
    });
    dialog.addEventListener("close", () => dialog.returnValue === name && act());
  }

  async #try(act, then = () => this.#listener.changed()) {
    this.#say("");
    try {
      await act();
      then();
      return true;
    } catch (error) {
      this.#say(failureReason(error));
      if (this.#room) this.#fill(this.#room);
      return false;
    }
  }

  #say(text) {
    setText(this.#parts["steering-state"], text);
  }
}

// A task that the server takes: not every mode can ask for everything.
function taskOf(mode, asks, target) {
  if (mode === Mode.READ) return { mode, asks, target: null };
  if (mode === Mode.TEACH) return { mode, asks: asks === FREE ? ANY : asks, target: null };
  const digit = asks === ANY || asks === FREE ? USUAL_FOOLING.asks : asks;
  return { mode, asks: digit, target: target === Number(digit) ? (target + 5) % 10 : target };
}
