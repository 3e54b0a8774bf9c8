// Numbers, per cents, durations and dates, as they are written in the page's language.

import { language, t } from "./i18n.js";

const TINY = 1e-3;
const RAISED = { "-": "⁻", ...Object.fromEntries([..."⁰¹²³⁴⁵⁶⁷⁸⁹"].entries()) };
const MINUTE_S = 60;
const HOUR_S = 3600;

const percentFormat = new Intl.NumberFormat(language, {
  style: "percent",
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
});
const shortPercentFormat = new Intl.NumberFormat(language, {
  style: "percent",
  maximumFractionDigits: 2,
});
const wholePercentFormat = new Intl.NumberFormat(language, {
  style: "percent",
  maximumFractionDigits: 0,
});
const finePercentFormat = new Intl.NumberFormat(language, {
  style: "percent",
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});
const wholeFormat = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
const shortFormat = new Intl.NumberFormat(language, {
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});
const signedFormat = new Intl.NumberFormat(language, { signDisplay: "exceptZero" });
const figureFormat = new Intl.NumberFormat(language, { maximumSignificantDigits: 4 });
const anyFormat = new Intl.NumberFormat(language, { maximumSignificantDigits: 6 });
const millisecondsFormat = new Intl.NumberFormat(language, {
  style: "unit",
  unit: "millisecond",
  maximumFractionDigits: 1,
});
const megabytesFormat = new Intl.NumberFormat(language, {
  style: "unit",
  unit: "megabyte",
  maximumSignificantDigits: 2,
});
const DATE = { month: "short", day: "numeric", hour: "numeric", minute: "2-digit" };
const dateFormat = new Intl.DateTimeFormat(language, DATE);
const datedFormat = new Intl.DateTimeFormat(language, { ...DATE, year: "numeric" });

/** 0.9931 as "99.31%"; null stays visibly nothing. */
export function percent(fraction) {
  return isNumber(fraction) ? percentFormat.format(fraction) : t("value.none");
}

/**
 * How sure a network is, as far as that can be believed: "> 99.9%", "99.3%", "87%". format_confidence
 * in webapp/http/i18n.py has the same figures.
 */
export function confidenceText(fraction) {
  if (fraction > 0.999) return t("value.above", { value: finePercentFormat.format(0.999) });
  return fraction >= 0.99 ? finePercentFormat.format(fraction) : probabilityText(fraction);
}

/** In whole per cents, and never as nothing or everything: "> 99%", "87%", "< 1%". */
export function probabilityText(fraction) {
  if (!isNumber(fraction)) return t("value.none");
  if (fraction > 0.99) return t("value.above", { value: wholePercentFormat.format(0.99) });
  if (fraction < 0.01) return t("value.below", { value: wholePercentFormat.format(0.01) });
  return wholePercentFormat.format(fraction);
}

/** 0.426 as "43%"; only what is done whole is called so. */
export function share(fraction) {
  return wholePercentFormat.format(Math.floor(100 * fraction) / 100);
}

/** 0.995 as "99.5%", for scales. */
export function shortPercent(fraction) {
  return shortPercentFormat.format(fraction);
}

export function whole(number) {
  return isNumber(number) ? wholeFormat.format(number) : t("value.none");
}

/** With its sign: "+3", "−3", but 0. */
export function signed(number) {
  return withMinus(signedFormat.format(number));
}

/** With one decimal. */
export function short(number) {
  return isNumber(number) ? shortFormat.format(number) : t("value.none");
}

const fixedFormats = new Map();

/** With so many decimals, and a minus as print has it; what is rounded to 0 has no sign. */
export function fixed(number, decimals) {
  if (!isNumber(number)) return t("value.none");
  if (!fixedFormats.has(decimals)) {
    const places = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
    fixedFormats.set(decimals, new Intl.NumberFormat(language, { ...places, signDisplay: "negative" }));
  }
  return withMinus(fixedFormats.get(decimals).format(number));
}

export function decimal(number) {
  return isNumber(number) ? anyFormat.format(number) : t("value.none");
}

export function milliseconds(number) {
  return millisecondsFormat.format(number < 10 ? number : Math.round(number));
}

export function duration(seconds) {
  if (!isNumber(seconds)) return t("value.none");
  if (seconds < MINUTE_S) return t("duration.seconds", { seconds: shortFormat.format(seconds) });
  const rounded = Math.round(seconds);
  const minutes = Math.floor((rounded % HOUR_S) / MINUTE_S);
  if (rounded < HOUR_S) {
    return t("duration.minutes", { minutes, seconds: rounded % MINUTE_S });
  }
  return t("duration.hours", { hours: whole(Math.floor(rounded / HOUR_S)), minutes });
}

/** The year stands only where it is not this one. */
export function dateTime(iso) {
  if (!iso) return t("value.none");
  const date = new Date(iso);
  const thisYear = date.getFullYear() === new Date().getFullYear();
  return (thisYear ? dateFormat : datedFormat).format(date);
}

/** Bytes as "1.4 MB". */
export function megabytes(bytes) {
  return megabytesFormat.format(bytes / 1e6);
}

/** With four significant digits, and as "4.241 × 10⁻⁷" where it is tiny. */
export function figure(number) {
  if (!isNumber(number)) return t("value.none");
  if (number === 0 || Math.abs(number) >= TINY) return withMinus(figureFormat.format(number));
  const exponent = Math.floor(Math.log10(Math.abs(number)));
  const power = [...String(exponent)].map((sign) => RAISED[sign]).join("");
  return `${withMinus(figureFormat.format(number / 10 ** exponent))} × 10${power}`;
}

/** A written number with the minus that print has. */
export function withMinus(text) {
  return text.replace("-", "\u2212");
}

/** The decimal and the thousands separator, as Plotly wants them. */
export function separators() {
  const parts = new Intl.NumberFormat(language).formatToParts(1_234_567.8);
  const find = (type, otherwise) => parts.find((part) => part.type === type)?.value ?? otherwise;
  return find("decimal", ".") + find("group", ",");
}

export function isNumber(value) {
  return typeof value === "number" && Number.isFinite(value);
}

/** Plotly takes some HTML in names for markup, links among it; written so it shows what is meant. */
export function plotlyText(text) {
  const entities = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };
  return String(text).replace(/[&<>]/g, (character) => entities[character]);
}
