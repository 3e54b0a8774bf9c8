// What the page shows, as parameters of its address: whoever opens it sees the same.

export function fromAddress(name) {
  return new URLSearchParams(location.search).get(name);
}

/** Keeps a value in the address; null or "" for what is shown anyway takes it out. */
export function toAddress(name, value) {
  const address = new URL(location.href);
  if (value) address.searchParams.set(name, value);
  else address.searchParams.delete(name);
  history.replaceState(null, "", address);
}
