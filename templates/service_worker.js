{#
  The service worker that keeps the drawing page on a device. Whatever else the site has, answers of
  its API above all, goes past it: nothing that is of a visitor is kept.

  Context: kept, the members of a KeptFiles; see webapp/installation/kept_files.py
#}
// Opens the drawing page while its server is out of reach: a page comes from the network first, a
// file whose address tells its version from what is kept, and the networks that read it from there
// only if they must.

const KEPT = {{ kept|tojson }};

// Other sites of the same host have the same storage.
const { scope } = registration;
const CACHE = `inknet ${scope} ${KEPT.version}`;
// Servers, and those who share an address, take a few questions at a time.
const AT_ONCE = 4;

const addressOf = (path) => new URL(path, scope).href;
const files = new Set(KEPT.files.map(addressOf));
const weights = addressOf(KEPT.weights);
const [drawing, offline] = [KEPT.pages, KEPT.offline].map((paths) => (
  Object.entries(paths).map(([language, path]) => {
    const address = addressOf(path);
    return { language, address, path: pathOf(address) };
  })
));
const pages = [...drawing, ...offline];

addEventListener("install", (event) => {
  skipWaiting();
  event.waitUntil(keepVersion());
});

addEventListener("activate", (event) => {
  event.waitUntil(Promise.all([dropFormer(), clients.claim()]));
});

addEventListener("message", (event) => {
  if (event.data === "weights") event.waitUntil(keepWeights());
});

addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  if (request.mode === "navigate") {
    const page = choosePage(request.url);
    if (page) event.respondWith(fromNetwork(request, page.address));
    else if (isPage(request.url)) event.respondWith(fromNetworkAlone(request));
  } else if (files.has(request.url)) {
    event.respondWith(fromCache(request));
  } else if (request.url === weights) {
    event.respondWith(fromNetwork(request, weights));
  }
});

async function keepVersion() {
  const cache = await caches.open(CACHE);
  const waiting = [...pages.map(({ address }) => address), ...files];
  const keepNext = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) await keep(cache, next);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, keepNext));
}

// As somebody gets it who comes for the first time: without what the owner is shown.
async function keep(cache, address) {
  if (await find(address)) return;
  const cacheMode = files.has(address) ? "default" : "no-cache";
  const response = await fetch(address, { credentials: "omit", cache: cacheMode });
  if (!response.ok) throw new Error(`${address} was answered with ${response.status}.`);
  // A page that was led elsewhere is refused by browsers, unless it is taken as it came in the end.
  const { body, headers } = response;
  await cache.put(address, response.redirected ? new Response(body, { headers }) : response);
}

async function keepWeights() {
  const response = await fetch(weights, { credentials: "omit", cache: "no-cache" });
  // By now another version may have dropped this one's, which opening it would bring back.
  if (!response.ok || !(await caches.has(CACHE))) return;
  const cache = await caches.open(CACHE);
  await cache.put(weights, response);
}

async function dropFormer() {
  const mine = (await caches.keys()).filter((name) => name.startsWith(`inknet ${scope} `));
  await Promise.all(mine.filter((name) => name !== CACHE).map((name) => caches.delete(name)));
}

async function fromNetwork(request, address) {
  try {
    const response = await fetch(request);
    if (!isAway(response)) return response;
    return (await find(address)) ?? response;
  } catch (error) {
    const kept = await find(address);
    if (kept) return kept;
    throw error;
  }
}

// Another page is not kept: one that says so takes its place, at its own address.
async function fromNetworkAlone(request) {
  try {
    const response = await fetch(request);
    if (!isAway(response)) return response;
  } catch {
    // That it says.
  }
  return Response.redirect(inLanguage(offline).address);
}

async function fromCache(request) {
  return (await find(request.url)) ?? fetch(request);
}

function find(address) {
  return caches.match(address, { cacheName: CACHE, ignoreVary: true });
}

// What a proxy or a tunnel says whose server is gone: 502, 504, and Cloudflare's own numbers.
function isAway({ status }) {
  return status === 502 || status === 504 || status >= 520;
}

// The drawing page that an address means: in the language that it names, else in the one of the page
// that had this worker installed.
function choosePage(address) {
  const path = pathOf(address);
  const mine = pages.filter((page) => page.path === path);
  return mine.find((page) => page.address === address) ?? inLanguage(mine);
}

function inLanguage(some) {
  const { searchParams } = new URL(location);
  return some.find(({ language }) => language === searchParams.get("lang")) ?? some[0];
}

// Neither a file nor an answer of the API, which browsers may be led to as well.
function isPage(address) {
  const path = new URL(address).pathname;
  const isFile = /\.[^/]+$/.test(path) && !path.endsWith(".html");
  return !isFile && !address.startsWith(addressOf("api/"));
}

// "demo/" and "demo/index.html" are one page.
function pathOf(address) {
  return new URL(address, scope).pathname.replace(/\/index\.html$/, "/");
}
