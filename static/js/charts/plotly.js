// Waits for Plotly's own script, which the page loads beside the modules.

/** A promise of window.Plotly; rejected when its script did not load. */
export async function loadPlotly() {
  // Scripts have run, or failed, once the document is complete.
  if (!window.Plotly && document.readyState !== "complete") {
    await new Promise((resolve) => addEventListener("load", resolve, { once: true }));
  }
  if (!window.Plotly) throw new Error("Plotly's script did not load.");
  return window.Plotly;
}
