// Where there is no network, the private pages of a party show the passes that this telephone has kept. What the
// server says comes first, always; nothing else is kept.
const STORE = "passes-1";
const PATIENCE = 8000; // milliseconds: a network that says nothing is none
const OF_A_PARTY = /^\/p\/[^/]+(?=\/|$)/;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const party = OF_A_PARTY.exec(new URL(event.request.url).pathname);
  if (event.request.mode === "navigate" && party) event.respondWith(answer(event.request, `${party[0]}/passes`));
});

async function answer(request, address) {
  const wanted = new URL(request.url);
  // Of what is sent, only the question before the passes: an answer that did not go out must not look as if it had.
  const isAsked = request.method === "GET" || wanted.pathname === address;
  const kept = isAsked && (await find(address));
  if (!kept) return fetch(request);
  try {
    if (request.method !== "GET") return await fetch(request);
    const answered = await Promise.race([fetch(request), silence()]);
    return answered.status < 500 ? answered : kept; // whatever stands before our server says that it is not there
  } catch {
    return kept;
  }
}

function silence() {
  return new Promise((_, reject) => setTimeout(() => reject(new Error("no network")), PATIENCE));
}

async function find(address) {
  const store = await caches.open(STORE);
  const kept = await store.match(address);
  if (kept && Number(kept.headers.get("X-Kept-Until")) > Date.now()) return kept;
  await store.delete(address);
  return null;
}
