// The address of this site's root, wherever a proxy puts it, and whether it has a server.

// A script that its page has in itself lies nowhere, and neither does the site: what is left is the page.
const ROOT = import.meta.url.startsWith("data:")
  ? new URL("./", document.baseURI)
  : new URL("../../../", import.meta.url);

/** Whether the site is files alone, and nobody answers but this page. */
export const isAlone = "alone" in document.documentElement.dataset;

/** The full address of a path within the site, such as "api/" or "runs/". */
export function siteAddress(path) {
  return new URL(path, ROOT);
}
