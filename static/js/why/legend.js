// What the two colours of heatmaps mean.

/** Names both colours in a root's legend: { for, against }. */
export function nameColours(root, names) {
  for (const [kind, text] of Object.entries(names)) {
    root.querySelector(`.legend__${kind}`).textContent = text;
  }
}
