// Keeps the page of passes that is open, so that this telephone shows it where there is no network. Without it the
// page is the same, and a PDF and an SMS do as well.
const page = document.getElementById("passes");
const { address, worker, until, shift } = page.dataset;
const STORE = "passes-1";
const HOUR = 3600e3;

// What may be in a kept page: our script, its own style, nothing from anywhere else.
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const isKept = document.documentElement.dataset.kept === "yes";

const forget = async () => (await caches.open(STORE)).delete(address);

function copy() {
  const root = document.documentElement.cloneNode(true);
  root.dataset.kept = "yes";
  root.querySelector("#kept").hidden = false;
  // What is asked of the server alone is not offered where there is none.
  for (const each of root.querySelectorAll("[role=status], [role=alert], #keeps, .acts")) each.remove();
  // The proof holds for half an hour and for this visit: it is not kept.
  for (const each of root.querySelectorAll("input[name=proof]")) each.remove();
  return `<!doctype html>\n${root.outerHTML}`;
}

async function keep() {
  await navigator.serviceWorker.register(worker, { scope: "/p/" });
  const store = await caches.open(STORE);
  const headers = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Kept-Until": String(Number(until) - Number(shift) + HOUR),
  };
  await store.put(address, new Response(copy(), { headers }));
  const keeps = document.getElementById("keeps");
  keeps.hidden = false;
  document.getElementById("forget").addEventListener("click", async () => {
    await forget();
    keeps.hidden = true;
  });
}

if (!isKept && "serviceWorker" in navigator && "caches" in window) {
  // Of who has no pass any more, none is kept either.
  (Number(until) ? keep() : forget()).catch(() => {});
}
