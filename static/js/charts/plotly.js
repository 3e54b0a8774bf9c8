// Plotly's own script: loaded when a chart needs it, from the address that the page names.

let loading = null;

/** A promise of window.Plotly; rejected when its script did not load, which may be tried again. */
export function loadPlotly() {
  loading ??= load().catch((error) => {
    loading = null;
    throw error;
  });
  return loading;
}

async function load() {
  const { plotly } = document.body.dataset;
  if (!window.Plotly) await insertScript(plotly);
  if (!window.Plotly) throw new Error("Plotly's script did not load.");
  return window.Plotly;
}

function insertScript(address) {
  return new Promise((resolve) => {
    const script = document.createElement("script");
    script.addEventListener("load", resolve);
    script.addEventListener("error", () => {
      script.remove();
      resolve();
    });
    script.src = address;
    document.head.append(script);
  });
}
