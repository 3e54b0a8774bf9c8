// Drawings on their way to the server: one after the other, again where the connection fails, and
// also after a reload. Each has an id of its own, so that what arrives twice is kept once.

import { ApiError } from "../api/errors.js";

const MOST = 20;
// The server takes a drawing a second from each phone.
const PAUSE_MS = 1100;
const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 8000;
const ID_BYTES = 12;

export class Outbox {
  #name; #send; #listener;
  #waiting = [];
  #isSending = false;
  #timer = null;
  #failures = 0;
  #notBefore = 0;

  /**
   * name is where this tab keeps what waits. send(drawing) is a promise; the listener has sent(told),
   * refused(error) of what will never be taken, and waits(count, error).
   */
  constructor(name, send, listener) {
    this.#name = name;
    this.#send = send;
    this.#listener = listener;
    this.#waiting = load(name);
    addEventListener("online", () => this.#work());
    this.#work();
  }

  /** Whether it takes no more just now. */
  get isFull() {
    return this.#waiting.length >= MOST;
  }

  add(drawing) {
    this.#waiting.push({ ...drawing, id: randomId() });
    this.#keep();
    this.#work();
  }

  /** Sends nothing of what waits. */
  clear() {
    this.#waiting = [];
    this.#keep();
  }

  async #work() {
    clearTimeout(this.#timer);
    if (this.#isSending || this.#waiting.length === 0) return;
    const wait = this.#notBefore - performance.now();
    if (wait > 0) {
      this.#timer = setTimeout(() => this.#work(), wait);
      return;
    }
    this.#isSending = true;
    const [drawing] = this.#waiting;
    try {
      const told = await this.#send(drawing);
      this.#take(drawing);
      this.#notBefore = performance.now() + PAUSE_MS;
      this.#listener.sent(told);
    } catch (error) {
      if (error instanceof ApiError && !error.passing) {
        this.#take(drawing);
        this.#listener.refused(error);
      } else {
        this.#retry(error);
        return;
      }
    } finally {
      this.#isSending = false;
    }
    this.#work();
  }

  #take(drawing) {
    this.#failures = 0;
    this.#waiting = this.#waiting.filter((each) => each !== drawing);
    this.#keep();
  }

  #retry(error) {
    const wait = error.retryAfterS
      ? error.retryAfterS * 1000
      : Math.min(FIRST_RETRY_MS * 2 ** this.#failures, LONGEST_RETRY_MS);
    this.#failures += 1;
    this.#timer = setTimeout(() => this.#work(), wait);
    this.#listener.waits(this.#waiting.length, error);
  }

  #keep() {
    try {
      sessionStorage.setItem(this.#name, JSON.stringify(this.#waiting));
    } catch {
      // Storage is full, or is none: it does not outlive a reload then.
    }
  }
}

function load(name) {
  try {
    return JSON.parse(sessionStorage.getItem(name)) ?? [];
  } catch {
    return [];
  }
}

// Not crypto.randomUUID, which pages without TLS lack: a class may reach a laptop that has none.
function randomId() {
  const bytes = crypto.getRandomValues(new Uint8Array(ID_BYTES));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
