// Has the drawing page kept on this device, so that it opens again without a network. A service worker
// keeps it, templates/service_worker.js; browsers have those over https and on this computer alone.

import { language } from "../lib/i18n.js";
import { siteAddress } from "../lib/site.js";

const WORKER = "service-worker.js";

/** Keeps the page, and the networks that read it, which are here by now. */
export async function keepPage() {
  // Within another site's page it is not ours to decide.
  if (!("serviceWorker" in navigator) || parent !== window || !navigator.onLine) return;
  try {
    const address = siteAddress(WORKER);
    address.searchParams.set("lang", language);
    const found = await navigator.serviceWorker.register(address);
    const { active } = await navigator.serviceWorker.ready;
    // That of a newer version, if there is one: the present one's are dropped with it.
    (found.installing ?? found.waiting ?? active).postMessage("weights");
  } catch (error) {
    // Storage is full or switched off, or the page is a file: it needs its network, as ever.
    console.info(error);
  }
}
