// Which line is which: a colour of the Okabe-Ito palette, safe for colour-blind eyes, and a dash.

// Their yellow is left out: it has too little contrast with paper. Darker and lighter siblings of
// the same hues keep at least 3 : 1 with the page in light and dark.
const LIGHT = ["#0072b2", "#d55e00", "#00855f", "#b85a92", "#a66f00", "#2a86bf", "#1d1a15"];
const DARK = ["#56b4e9", "#f0883e", "#2fc795", "#e08fbf", "#e69f00", "#8fcdf2", "#ece7db"];

// As Plotly and as SVG call them. With seven colours and four dashes, 28 lines differ.
const DASHES = [
  { plotly: "solid", svg: "none" },
  { plotly: "dash", svg: "7 3" },
  { plotly: "dot", svg: "2 3" },
  { plotly: "dashdot", svg: "7 3 2 3" },
];

/** Gives every run a style at first sight, and keeps it while the page lives. */
export class LineStyles {
  #numbers = new Map();
  #isDark;

  constructor(isDark) {
    this.#isDark = isDark;
  }

  of(id) {
    const number = this.#numbers.get(id) ?? this.#numbers.size;
    this.#numbers.set(id, number);
    const palette = this.#isDark() ? DARK : LIGHT;
    return { colour: palette[number % palette.length], dash: DASHES[number % DASHES.length] };
  }
}
