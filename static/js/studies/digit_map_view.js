// A map of test digits, each drawn as what it is called; what is misread stands out.

import { loadPlotly } from "../charts/plotly.js";
import { t } from "../lib/i18n.js";
import { pngAddress } from "../lib/pictures.js";
import { whenInSight } from "./in_sight.js";
import { spread } from "./spreading.js";

const COLUMNS = 40; // of the sprite that the pictures come in
const SIDE = 28;
const LONGEST = 3; // characters of a name that are drawn
// Okabe and Ito's colours and two greys; the characters tell the digits apart in any case.
const LIGHT = [
  "#0072b2", "#b35900", "#00785a", "#a3487a", "#7a6a00",
  "#2a7fa8", "#5a5a5a", "#1d1a15", "#8a3b12", "#3d4fa3",
];
const DARK = [
  "#6cb8e6", "#f0a860", "#4fd1a8", "#e8a3c8", "#e6d84f",
  "#8fd0f0", "#b5b5b5", "#ece7db", "#e89a6c", "#a3b4ff",
];

export class DigitMapView {
  #root; #theme; #chart; #place; #method;
  #result = null;
  #listening = false;

  constructor(root, theme) {
    this.#root = root;
    this.#theme = theme;
    this.#chart = root.querySelector(".digit-map__chart");
    [this.#place, this.#method] = root.querySelectorAll("select");
    root.addEventListener("change", () => this.#draw());
    theme.onChange(() => this.#draw());
  }

  show(result) {
    this.#result = result;
    const places = new Map(result.maps.map((map) => [map.layer, map.type]));
    this.#place.replaceChildren(
      ...[...places].map(([layer, type]) => new Option(nameOf(layer, type), layer)),
    );
    this.#place.selectedIndex = places.size - 1;
    const methods = new Set(result.maps.map((map) => map.method));
    this.#method.replaceChildren(
      ...[...methods].map((method) => new Option(t(`map.${method}`), method)),
    );
    this.#method.selectedIndex = methods.size - 1;
    const picture = this.#root.querySelector(".digit-map__picture");
    picture.style.backgroundImage = `url("${pngAddress(result.sprite)}")`;
    this.#point(0);
    return this.#draw();
  }

  async #draw() {
    if (this.#result === null) return;
    await whenInSight(this.#root);
    const plotly = await loadPlotly();
    const config = { displayModeBar: false, responsive: true };
    await plotly.react(this.#chart, this.#traces(), this.#layout(), config);
    if (this.#listening) return;
    this.#listening = true;
    this.#chart.on("plotly_hover", ({ points }) => this.#point(points[0].customdata));
  }

  /** PCA puts most digits of a good network into ten corners: these are spread. */
  get #chosenMap() {
    const [layer, method] = [Number(this.#place.value), this.#method.value];
    const map = this.#result.maps.find((each) => each.layer === layer && each.method === method);
    return method === "pca" ? { ...map, points: spread(map.points) } : map;
  }

  #traces() {
    const { labels, answers, classes } = this.#result;
    const { points } = this.#chosenMap;
    const colours = this.#theme.isDark ? DARK : LIGHT;
    const all = labels.map((label, index) => index);
    const trace = (rows, style) => ({
      x: rows.map((row) => points[row][0]),
      y: rows.map((row) => points[row][1]),
      customdata: rows,
      type: "scatter",
      hoverinfo: "none",
      ...style,
    });
    const wrong = all.filter((row) => labels[row] !== answers[row]);
    return [
      trace(wrong, {
        mode: "markers",
        marker: { symbol: "square-open", size: 19, color: this.#theme.colours.text },
      }),
      trace(all, {
        mode: "text",
        text: all.map((row) => classes[labels[row]].slice(0, LONGEST)),
        textfont: { size: 12, color: all.map((row) => colours[labels[row] % colours.length]) },
      }),
    ];
  }

  #layout() {
    const { text, font } = this.#theme.colours;
    const axis = { visible: false, range: [-1.06, 1.06] };
    return {
      uirevision: `${this.#place.value} ${this.#method.value}`,
      margin: { l: 0, r: 0, t: 0, b: 0 },
      font: { family: font, color: text },
      paper_bgcolor: "transparent",
      plot_bgcolor: "transparent",
      showlegend: false,
      hovermode: "closest",
      dragmode: "pan",
      xaxis: axis,
      yaxis: axis,
    };
  }

  /** Shows one digit's picture, what it is and what it was read as. */
  #point(row) {
    const { labels, answers, classes } = this.#result;
    const picture = this.#root.querySelector(".digit-map__picture");
    const scale = picture.clientWidth / SIDE || 5;
    picture.style.backgroundSize = `${COLUMNS * SIDE * scale}px auto`;
    const [column, line] = [row % COLUMNS, Math.floor(row / COLUMNS)];
    picture.style.backgroundPosition = `${-column * SIDE * scale}px ${-line * SIDE * scale}px`;
    const [label, answer] = [classes[labels[row]], classes[answers[row]]];
    this.#root.querySelector("figcaption").textContent =
      label === answer ? t("map.right", { label }) : t("map.wrong", { label, answer });
  }
}

function nameOf(layer, type) {
  return layer === 0 ? t("map.pixels") : t("map.layer", { layer, type: t(`layer.${type}`) });
}
