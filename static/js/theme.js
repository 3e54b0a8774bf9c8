// Light or dark, as the reader chose in the footer. A classic script that the head waits for: the
// choice has to be there before anything is painted. Pages that draw listen for "themechange".

(() => {
  const KEY = "inknet-theme";
  const THEMES = ["light", "dark"];
  const root = document.documentElement;

  function kept() {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null; // storage is switched off: the system's choice counts
    }
  }

  function keep(theme) {
    try {
      if (theme) localStorage.setItem(KEY, theme);
      else localStorage.removeItem(KEY);
    } catch {
      // It holds for this page alone.
    }
  }

  /** theme is one of THEMES; anything else follows the system. */
  function apply(theme) {
    if (THEMES.includes(theme)) root.dataset.theme = theme;
    else delete root.dataset.theme;
    for (const colour of document.querySelectorAll("meta[name=theme-color]")) {
      const mine = colour.dataset.theme;
      const system = `(prefers-color-scheme: ${mine})`;
      colour.media = root.dataset.theme ? (mine === theme ? "all" : "not all") : system;
    }
    mark();
    root.dispatchEvent(new Event("themechange"));
  }

  function buttons() {
    return document.querySelectorAll("#theme button");
  }

  function mark() {
    for (const button of buttons()) {
      button.setAttribute("aria-pressed", button.value === (root.dataset.theme ?? ""));
    }
  }

  apply(kept());
  addEventListener("storage", ({ key }) => {
    if (key === KEY || key === null) apply(kept());
  });
  addEventListener("DOMContentLoaded", () => {
    mark();
    for (const button of buttons()) {
      button.addEventListener("click", () => {
        keep(button.value);
        apply(button.value);
      });
    }
  });
})();
