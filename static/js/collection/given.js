// What was given to the collection from this browser: the keys that take it back, and the random text
// by which drawings of one browser are told from others. That is drawn when the first one is given, and
// gone with the last one that is taken back.

import { KeptKeys } from "../sharing/kept_keys.js";

const CONTRIBUTOR = "inknet.contributor";
const RANDOM_BYTES = 18;
const ring = new KeptKeys("inknet.corrections");
let unkept = null;

/** The ids of what was given, as far as this browser knows. */
export function givenIds() {
  return ring.ids;
}

export function keepGiven(id, key) {
  ring.keep(id, key);
}

/** This browser's random text, drawn now if there is none. */
export function contributor() {
  try {
    const kept = localStorage.getItem(CONTRIBUTOR) ?? randomText();
    localStorage.setItem(CONTRIBUTOR, kept);
    return kept;
  } catch {
    unkept ??= randomText();
    return unkept;
  }
}

/** Takes back what was given under an id; what is gone already need not be taken back again. */
export async function takeBack(api, id) {
  try {
    await api.deleteCorrection(id, ring.of(id));
  } catch (error) {
    if (error.status !== 404) throw error;
  }
  ring.forget(id);
  if (ring.ids.length === 0) forgetContributor();
}

/** Forgets the random text, unless something that was given goes by it. */
export function forgetContributorOfNothing() {
  if (ring.ids.length === 0) forgetContributor();
}

function forgetContributor() {
  unkept = null;
  try {
    localStorage.removeItem(CONTRIBUTOR);
  } catch {
    // Nothing is kept here.
  }
}

// In base64url, as the server takes it. randomUUID() there is only over TLS.
function randomText() {
  const bytes = crypto.getRandomValues(new Uint8Array(RANDOM_BYTES));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_");
}
