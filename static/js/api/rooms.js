// Rooms of classes over the wire; webapp/classroom describes the calls.

import { LONG_TIMEOUT_MS, Requests } from "./requests.js";

const KEY_HEADER = "X-Phone-Key";

export class RoomApi extends Requests {
  /** Opens a room; resolves to it. */
  openRoom() {
    return this.send("POST", "rooms", {});
  }

  /** Changes a room's mode, asks, target or joining; resolves to the room. */
  changeRoom(code, changes) {
    return this.send("PATCH", pathOf(code), changes);
  }

  /** Deletes what was drawn in a room. */
  resetRoom(code) {
    return this.send("POST", pathOf(code, "reset"));
  }

  closeRoom(code) {
    return this.send("DELETE", pathOf(code));
  }

  /** Hides a drawing from the wall, or shows it again. */
  hideDrawing(code, number, hidden) {
    return this.send("PATCH", pathOf(code, `drawings/${number}`), { hidden });
  }

  /** The phones that are muted, by their numbers: { muted }. */
  mutedPhones(code) {
    return this.read(pathOf(code, "phones"));
  }

  /** Takes no drawings from a phone and hides those that it sent, or undoes that; as mutedPhones. */
  mutePhone(code, number, muted) {
    return this.send("PATCH", pathOf(code, `phones/${number}`), { muted });
  }

  /**
   * Puts the drawings of a room from which the network may learn into the owner's collection; resolves
   * to { added, known }.
   */
  async collect(code) {
    const file = await this.readText(pathOf(code, "strokes.jsonl?only=consent"));
    return this.request("collection", { method: "POST", body: new Blob([file]) }, LONG_TIMEOUT_MS);
  }

  /** What the wall shows, with the pictures of drawings beyond the number `after`. */
  wall(code, after) {
    return this.read(pathOf(code, `wall?after=${after}`));
  }

  /** Joins a room; resolves to { key, number, … }. */
  join(code, consent) {
    return this.send("POST", pathOf(code, "phones"), { consent });
  }

  /** A phone by its key: { number, consent, drawings, muted, room }. */
  phone(code, key) {
    return this.#ask("GET", pathOf(code, "phone"), key);
  }

  /** Says whether the network may learn from what a phone draws. */
  changeConsent(code, key, consent) {
    return this.#ask("PATCH", pathOf(code, "phone"), key, { consent });
  }

  /** Has a drawing read and shown: { id, label, target, strokes }. */
  draw(code, key, drawing) {
    return this.#ask("POST", pathOf(code, "drawings"), key, drawing);
  }

  /** Deletes all that a phone has drawn. */
  forgetDrawings(code, key) {
    return this.#ask("DELETE", pathOf(code, "drawings"), key);
  }

  /** Somebody else's drawing to vote about: { drawing, picture }, both null where there is none. */
  ballot(code, key) {
    return this.#ask("GET", pathOf(code, "ballot"), key);
  }

  /** Says which digit a drawing is, null for none; resolves to the drawing. */
  vote(code, key, drawing, digit) {
    return this.#ask("POST", pathOf(code, "votes"), key, { drawing, digit });
  }

  #ask(method, path, key, value = null) {
    const body = value && new Blob([JSON.stringify(value)], { type: "application/json" });
    return this.request(path, { method, body, headers: { [KEY_HEADER]: key } });
  }
}

function pathOf(code, rest = null) {
  const room = `rooms/${encodeURIComponent(code)}`;
  return rest === null ? room : `${room}/${rest}`;
}
