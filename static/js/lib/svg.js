// Elements of an SVG picture.

const SVG = "http://www.w3.org/2000/svg";

export function svgElement(name, attributes = {}) {
  const created = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) created.setAttribute(key, value);
  return created;
}
