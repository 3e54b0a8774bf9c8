// Elements made by scripts.

/** A new element with a class and a text. */
export function element(name, className = "", text = "") {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.textContent = text;
  return made;
}

/** A new button, which sends no form. */
export function newButton(className, text = "") {
  const made = element("button", className, text);
  made.type = "button";
  return made;
}
