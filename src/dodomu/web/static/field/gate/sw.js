/**
 * The gate without a network: the page and all it is made of are kept together, one version at a time.
 *
 * `self.GATE` = {version, files} is put before this by the server. A new version is fetched whole beside the old one and
 * waits; it takes over when the page says so: between two packs, with nothing unsent.
 */
const { version, files } = self.GATE;
const CACHE = `gate-${version}`;
const PAGE = "/field/gate/";

addEventListener("install", (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(CACHE);
      await cache.addAll(files.map((each) => new Request(each, { cache: "no-cache", credentials: "omit" })));
    })(),
  );
});

addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      const old = (await caches.keys()).filter((each) => each.startsWith("gate-") && each !== CACHE);
      await Promise.all(old.map((each) => caches.delete(each)));
      await clients.claim();
    })(),
  );
});

addEventListener("message", (event) => {
  if (event.data === "take-over") skipWaiting();
});

addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== location.origin) return;
  if (pathname === PAGE && event.request.mode === "navigate") event.respondWith(kept(PAGE, event.request));
  else if (files.includes(pathname)) event.respondWith(kept(pathname, event.request));
});

/** From the cache, always; the network only where something was evicted from it. */
async function kept(path, request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(path, { ignoreVary: true })) ?? fetch(request);
}
