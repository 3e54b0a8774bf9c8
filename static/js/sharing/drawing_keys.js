// The keys of the drawings that were shared from this browser: whoever has one may delete its
// drawing.

import { KeptKeys } from "./kept_keys.js";

const PARAMETER = "key";
const keys = new KeptKeys("inknet.drawings");

export function keyOf(id) {
  return keys.of(id);
}

export function keepKey(id, key) {
  keys.keep(id, key);
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
  keys.forget(id);
}
