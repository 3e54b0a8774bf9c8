// The keys of the drawings that were shared from this browser: whoever has one may delete its
// drawing. Where the browser keeps nothing for pages, they last as long as this page.

const NAME = "inknet.drawings";
const PARAMETER = "key";
const unkept = {};

export function keyOf(id) {
  return load()[id] ?? null;
}

export function keepKey(id, key) {
  save({ ...load(), [id]: key });
}

/** The address of a drawing's page that brings its key along, which no server gets to see. */
export function withKey(address, key) {
  return `${address}#${new URLSearchParams({ [PARAMETER]: key })}`;
}

/** Keeps the key that the page's address brings, if any, and takes it out of the address. */
export function takeKeyFromAddress(id) {
  const key = new URLSearchParams(location.hash.slice(1)).get(PARAMETER);
  if (key === null) return;
  if (keyOf(id) === null) keepKey(id, key);
  history.replaceState(history.state, "", location.pathname + location.search);
}

export function forgetKey(id) {
  const { [id]: _forgotten, ...others } = load();
  delete unkept[id];
  save(others);
}

function load() {
  try {
    return { ...unkept, ...JSON.parse(localStorage.getItem(NAME) ?? "{}") };
  } catch {
    return unkept;
  }
}

function save(keys) {
  try {
    localStorage.setItem(NAME, JSON.stringify(keys));
  } catch {
    Object.assign(unkept, keys);
  }
}
