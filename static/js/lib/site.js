// The address of this site's root, wherever a proxy puts it.

// A script that its page has in itself lies nowhere, and neither does the site: what is left is the page.
const ROOT = import.meta.url.startsWith("data:")
  ? new URL("./", document.baseURI)
  : new URL("../../../", import.meta.url);

/** The full address of a path within the site, such as "api/" or "runs/". */
export function siteAddress(path) {
  return new URL(path, ROOT);
}
