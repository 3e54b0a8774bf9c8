// The named parts of what one can try in a chapter.

/** Writes into the part whose data-say is the name. */
export function say(root, name, text) {
  root.querySelector(`[data-say="${name}"]`).textContent = text;
}

/** Calls act() when the button is pressed whose data-do is the name. */
export function onPress(root, name, act) {
  root.querySelector(`[data-do="${name}"]`).addEventListener("click", act);
}
