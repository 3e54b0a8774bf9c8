// Elements made by scripts, and their texts.

const SVG = "http://www.w3.org/2000/svg";

/** A new element with a class and a text. */
export function element(name, className = "", text = "") {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.textContent = text;
  return made;
}

/** A new button, which sends no form. */
export function newButton(className = "", text = "") {
  const made = element("button", className, text);
  made.type = "button";
  return made;
}

/** A new element of an SVG picture. */
export function svgElement(name, attributes = {}) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

/** Sets a text that is read out: the same one again would be said again. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}
