// The run that its page shows, for all of the page's entries: whichever is there first, none misses
// what another one heard of it.

const listeners = [];
let current = null;

export function publishRun(run) {
  current = run;
  for (const listener of listeners) listener(run);
}

/** Calls the listener with the run as it is, once that is known, and whenever it has changed. */
export function onRun(listener) {
  listeners.push(listener);
  if (current !== null) listener(current);
}
