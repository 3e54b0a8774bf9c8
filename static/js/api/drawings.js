// Drawings over the wire: read, shared, deleted.

import { Requests } from "./requests.js";

const PREDICTION_TIMEOUT_MS = 10_000;
/** As many drawings as are kept take seconds to be deleted. */
const DELETION_TIMEOUT_MS = 120_000;

export class DrawingApi extends Requests {
  /** Reads a picture; strokes, if known, tell how it was drawn; explained asks for the steps. */
  predict({ picture, strokes }, { explained, signal }) {
    const path = explained ? "predictions?explain=preprocessing" : "predictions";
    const request = { method: "POST", body: bodyOf(picture, strokes), signal };
    return this.request(path, request, PREDICTION_TIMEOUT_MS);
  }

  /** Keeps a drawing at an address of its own; resolves to { id, key, … }. */
  shareDrawing(strokes) {
    return this.send("POST", "drawings", { strokes });
  }

  /** A shared drawing, and what was read while it grew. */
  drawing(id, signal) {
    return this.read(`drawings/${encodeURIComponent(id)}`, signal);
  }

  /** Deletes a shared drawing; the owner needs no key. */
  deleteDrawing(id, key) {
    const headers = key === null ? {} : { "X-Drawing-Key": key };
    const request = { method: "DELETE", headers };
    return this.request(`drawings/${encodeURIComponent(id)}`, request);
  }

  /** Deletes what was shared from a moment on and before another; resolves to { deleted }. */
  deleteDrawings(since, until) {
    const path = `drawings?${new URLSearchParams({ since, until })}`;
    return this.request(path, { method: "DELETE" }, DELETION_TIMEOUT_MS);
  }
}

// The picture itself is the body where there is nothing to say besides: a form around it would only
// have to be taken off again. The server looks at the content, whatever a file calls itself.
function bodyOf(picture, strokes) {
  if (strokes) {
    const form = new FormData();
    form.append("image", picture);
    form.append("strokes", JSON.stringify(strokes));
    return form;
  }
  return picture.type === "image/jpeg" ? picture : new Blob([picture], { type: "image/png" });
}
