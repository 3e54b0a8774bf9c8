// The keys of the drawings that were shared from this browser: whoever has one may delete its
// drawing. Where the browser keeps nothing for pages, they last as long as this page.

const NAME = "inknet.drawings";
const unkept = {};

export function keyOf(id) {
  return load()[id] ?? null;
}

export function keepKey(id, key) {
  save({ ...load(), [id]: key });
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
