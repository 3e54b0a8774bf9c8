// Where the site begins: the address that all others are relative to, as the server says it.

export const ROOT = new URL(document.documentElement.dataset.root, location.href);
