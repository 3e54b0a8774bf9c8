// The drawing outlives a reload and the way Back: this tab keeps it, and forgets it when it is closed.

const NAME = "inknet.drawing";
const DECIMALS = 2;

/**
 * Keeps the strokes of this page in its tab, where they are the visitor's own, and takes up what was
 * kept under the same name.
 */
export function keepDrawing(strokes, areOwn = () => true, name = NAME) {
  const keep = () => areOwn() && save(name, strokes.history);
  // Phones end pages that are out of sight without another word.
  document.addEventListener("visibilitychange", () => document.hidden && keep());
  addEventListener("pagehide", keep);
  const history = load(name);
  if (history !== null) strokes.restore(history, performance.now());
}

function load(name) {
  try {
    const history = JSON.parse(sessionStorage.getItem(name));
    return history?.actions.length > 0 ? history : null;
  } catch {
    return null;
  }
}

function save(name, history) {
  try {
    sessionStorage.setItem(name, JSON.stringify(history, rounded));
  } catch {
    // Storage is full, or is none: it is not kept then.
  }
}

function rounded(_key, value) {
  return typeof value === "number" ? Number(value.toFixed(DECIMALS)) : value;
}
