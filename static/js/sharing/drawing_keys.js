// The keys of the drawings that were shared from this browser.

import { KeyRing } from "./key_ring.js";

const PARAMETER = "key";
const ring = new KeyRing("inknet.drawings");

export function keyOf(id) {
  return ring.of(id);
}

export function keepKey(id, key) {
  ring.keep(id, key);
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
  ring.forget(id);
}
