// The page's colours and type, for what is not drawn by CSS.

const DARK_QUERY = "(prefers-color-scheme: dark)";

export class PageTheme {
  #root = document.documentElement;
  #query = matchMedia(DARK_QUERY);

  /** What the reader chose, see theme.js, else what the system prefers. */
  get isDark() {
    const { theme } = this.#root.dataset;
    return theme ? theme === "dark" : this.#query.matches;
  }

  get colours() {
    const style = getComputedStyle(this.#root);
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
    this.#root.addEventListener("themechange", handle);
  }
}
