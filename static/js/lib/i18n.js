// The page's texts in its language, as the server rendered them into <script id="messages">.

const messages = JSON.parse(document.getElementById("messages")?.textContent ?? "{}");

export const language = document.documentElement.lang;

const plurals = new Intl.PluralRules(language);

/** The text named `key`, with each {name} in it replaced from `values`. */
export function t(key, values = {}) {
  const text = messages[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (placeholder, name) => values[name] ?? placeholder);
}

/** Like t, in the plural form for `count`. */
export function tn(key, count, values = {}) {
  const form = `${key}.${plurals.select(count)}`;
  return t(form in messages ? form : `${key}.other`, { count, ...values });
}

/** Sentences as one text; a Chinese full stop has room of its own. */
export function joinSentences(sentences) {
  return sentences.join(language.startsWith("zh") ? "" : " ");
}

export function hasText(key) {
  return key in messages;
}
