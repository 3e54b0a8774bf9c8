// Corrections: what visitors say that their drawings were, and what the owner makes of them.

import { LONG_TIMEOUT_MS, Requests } from "./requests.js";

export class CorrectionApi extends Requests {
  /** The dialog in which somebody says what a drawing was, as HTML in the page's language. */
  correctionDialog() {
    return this.readText("../correction");
  }

  /** Keeps { strokes, label, place, contributor }; resolves to { id, key, … }. */
  giveCorrection(correction) {
    return this.send("POST", "corrections", correction);
  }

  /** Takes a correction back; the owner needs no key. */
  deleteCorrection(id, key) {
    const headers = key === null ? {} : { "X-Correction-Key": key };
    return this.request(`corrections/${encodeURIComponent(id)}`, { method: "DELETE", headers });
  }

  /** Has a correction be "pending", "accepted" or "rejected". */
  judgeCorrection(id, state) {
    return this.send("PATCH", `corrections/${encodeURIComponent(id)}`, { state });
  }

  /** What is in the collection, and how the active network reads it. */
  collection() {
    return this.readInTurn("collection");
  }

  /** Teaches the active network what was accepted; resolves to the run. */
  startLesson(lesson) {
    return this.send("POST", "collection/lessons", lesson);
  }

  /** What a run's lesson changed. */
  lesson(runId) {
    return this.readInTurn(`runs/${encodeURIComponent(runId)}/lesson`);
  }

  /** Takes in a stroke file or an archive; resolves to { added, known }. */
  addToCollection(file) {
    return this.request("collection", { method: "POST", body: file }, LONG_TIMEOUT_MS);
  }
}
