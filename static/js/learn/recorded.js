// What the page's template wrote down for its script, in <script id="recorded">.

/** The recorded runs of this page. */
export function recorded() {
  return JSON.parse(document.getElementById("recorded").textContent);
}
