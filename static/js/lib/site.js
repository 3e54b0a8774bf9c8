// The address of this site's root, wherever a proxy puts it.

const ROOT = new URL("../../../", import.meta.url);

/** The full address of a path within the site, such as "api/" or "runs/". */
export function siteAddress(path) {
  return new URL(path, ROOT);
}
