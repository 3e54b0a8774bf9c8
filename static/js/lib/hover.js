// A mouse that rests on something; one that only passes by on its way does nothing.

const REST_MS = 250;

/** Calls action(element) when the mouse rests on an element within root that the selector finds. */
export function onRest(root, selector, action) {
  let resting = null;
  root.addEventListener("pointerover", ({ pointerType, target }) => {
    clearTimeout(resting);
    const found = target.closest(selector);
    if (pointerType !== "mouse" || found === null) return;
    resting = setTimeout(() => action(found), REST_MS);
  });
  root.addEventListener("pointerleave", () => clearTimeout(resting));
}
