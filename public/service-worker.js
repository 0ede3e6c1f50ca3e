// Keeps the page on this device, so that it opens without a network. What it keeps belongs together: a page and exactly
// the files it names. A newer page waits beside it until the person takes it, or until no tab shows the old one.

// Written in by the build: another page is another version.
const VERSION = "unstamped";
const PREFIX = "recado ";
const CACHE = PREFIX + VERSION;
const BASE = new URL("./", self.location).pathname;
/** What lives below the same path and is none of ours. */
const OTHERS = ["api/", "widget/", "demo-site/"];
/** How long fresh settings are waited for before kept ones are good enough, in milliseconds. */
const PATIENCE = 3000;

self.addEventListener("install", (event) => event.waitUntil(keepPage()));

self.addEventListener("activate", (event) => event.waitUntil(takeOver()));

self.addEventListener("message", (event) => {
  if (event.data === "take over") {
    self.skipWaiting();
  }
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin || !url.pathname.startsWith(BASE)) {
    return;
  }
  const path = url.pathname.slice(BASE.length);
  if (OTHERS.some((other) => path.startsWith(other))) {
    return;
  }
  if (request.mode === "navigate") {
    event.respondWith(kept(BASE, request));
  } else if (/-[0-9a-f]{12,}[._]/.test(path)) {
    event.respondWith(kept(request, request));
  } else {
    event.respondWith(fresh(request));
  }
});

async function keepPage() {
  const page = await fetch(BASE, { cache: "no-cache" });
  if (!page.ok) {
    throw new Error(`${page.url}: ${page.status}`);
  }
  const html = await page.clone().text();
  const named = [...html.matchAll(/(?:href|src)="?([^"\s>]+)/g)].map(([, name]) => new URL(name, page.url));
  const ours = named.filter((url) => url.origin === self.location.origin && url.pathname !== BASE);
  const cache = await caches.open(CACHE);
  await cache.addAll([...new Set(ours.map((url) => url.href)), `${BASE}config.json`]);
  await cache.put(BASE, page);
}

async function takeOver() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(PREFIX) && name !== CACHE).map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function kept(key, request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(key)) ?? fetch(request);
}

/** The network's answer; the kept one where there is none in time. */
async function fresh(request) {
  const cache = await caches.open(CACHE);
  const old = await cache.match(request);
  const asked = fetch(request).then(async (answer) => {
    if (answer.ok) {
      await cache.put(request, answer.clone());
    }
    return answer;
  });
  if (!old) {
    return asked;
  }
  const patience = new Promise((resolve) => setTimeout(resolve, PATIENCE, old));
  return Promise.race([asked.catch(() => old), patience]);
}
