// Keys of the drawing page. Each shortcut also stands in its button's tooltip.

const CONTROLS = "a, button, input, select, summary, textarea, [role=application]:not(canvas)";
const PEN_KEYS = /^(Arrow(Left|Right|Up|Down)|Home|End|PageUp|PageDown| )$/;
const TEXT_FIELDS = "input:not([type=range], [type=file]), textarea";

export class Shortcuts {
  #actions;

  /** `actions` maps undo, redo, clear, giveUp, pen and eraser to what they do. */
  constructor(actions) {
    this.#actions = actions;
    document.addEventListener("keydown", (event) => this.#press(event));
  }

  #press(event) {
    const action = this.#actions[actionFor(event)];
    if (action === undefined || isMeantForAnother(event)) return;
    event.preventDefault();
    action();
  }
}

/**
 * Lets keys draw on a pad whose canvas has the focus. Most visitors draw by hand: what it takes is
 * loaded with the first of these keys.
 */
export function listenToPenKeys(canvas, pad) {
  let pen = null;
  canvas.addEventListener("keydown", async (event) => {
    const { key, shiftKey } = event;
    if (!PEN_KEYS.test(key) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    // Once it is there nothing is waited for, so that no other key overtakes.
    if (pen === null) {
      const { GridPen } = await import("./grid_pen.js").catch(() => ({}));
      // Out of reach just now; the next key tries again.
      if (GridPen === undefined) return;
      pen ??= new GridPen(canvas, pad);
    }
    pen.press(key, shiftKey);
  });
}

// Keys belong to a dialog while it is open, and to the control that has the focus. Undo takes no key
// from any control but a field of text.
function isMeantForAnother({ ctrlKey, metaKey }) {
  if (document.querySelector("dialog[open]") !== null) return true;
  return document.activeElement?.matches(ctrlKey || metaKey ? TEXT_FIELDS : CONTROLS) ?? false;
}

function actionFor({ key, ctrlKey, metaKey, shiftKey, altKey }) {
  const letter = key.toLowerCase();
  if (altKey) return null;
  if (ctrlKey || metaKey) {
    if (letter === "z") return shiftKey ? "redo" : "undo";
    return letter === "y" && ctrlKey ? "redo" : null;
  }
  const plain = { delete: "clear", escape: "giveUp", backspace: "clear", p: "pen", e: "eraser" };
  return plain[letter];
}
