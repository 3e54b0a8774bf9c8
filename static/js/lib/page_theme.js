// The page's colours and type, for what is not drawn by CSS.

const DARK_QUERY = "(prefers-color-scheme: dark)";

export class PageTheme {
  #query = matchMedia(DARK_QUERY);

  get isDark() {
    return this.#query.matches;
  }

  get colours() {
    const style = getComputedStyle(document.documentElement);
    const value = (name) => style.getPropertyValue(name).trim();
    return {
      text: value("--text"),
      muted: value("--muted"),
      line: value("--line"),
      accent: value("--accent"),
      sheet: value("--sheet"),
      font: getComputedStyle(document.body).fontFamily,
    };
  }

  onChange(handle) {
    this.#query.addEventListener("change", handle);
  }
}
