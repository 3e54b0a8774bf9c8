// What lines are called: no two alike, and shorter at their ends.

const SEED = /, seed \d+$/;

/** Names, of equal ones the second and later ones with their number. */
export function distinct(names) {
  const given = new Set();
  for (const name of names) {
    let text = name;
    for (let number = 2; given.has(text); number += 1) text = `${name} (${number})`;
    given.add(text);
  }
  return [...given];
}

/** Names without the seed at their end, where that still tells them apart. */
export function shortLabels(names) {
  const shorter = names.map((name) => name.replace(SEED, "") || name);
  return names.map((name, at) =>
    shorter.filter((each) => each === shorter[at]).length === 1 ? shorter[at] : name,
  );
}
