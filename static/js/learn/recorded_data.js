// What the page's template wrote down for its script, in <script id="recorded">.

/** Reads the recorded runs of this page. */
export function readRecorded() {
  return JSON.parse(document.getElementById("recorded").textContent);
}
