// How far something is, looked at again every two seconds or as the page says; when it has ended, its page is loaded anew.
// What cannot be looked at again is said to be old: a page that stands still must not look like one at which nothing happens.
const place = document.querySelector("[data-progress]");
const old = document.querySelector("[data-old]");
const EVERY = Number(place?.dataset.every) || 2000;
const MISSED = 3;
let shown = "";
let missed = 0;

async function look() {
  if (!document.hidden) {
    missed = (await looked()) ? 0 : missed + 1;
    if (old) old.hidden = missed < MISSED;
    if (place.querySelector("[data-open]")?.dataset.open === "no") return location.reload();
  }
  setTimeout(look, EVERY);
}

async function looked() {
  try {
    const answer = await fetch(location.href, { headers: { "X-Fragment": "progress" } });
    if (!answer.ok || answer.redirected) return false;
    show(await answer.text());
    return true;
  } catch {
    return false; // the link away: the next look may find it again
  }
}

// Nothing is taken from under the hand of whoever works: what is the same stays, and so do focus and scrolling.
function show(words) {
  if (words === shown) return;
  shown = words;
  const href = place.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  const scrolled = [...place.querySelectorAll(".scroll")].map((each) => each.scrollLeft);
  place.innerHTML = words;
  place.querySelectorAll(".scroll").forEach((each, number) => (each.scrollLeft = scrolled[number] ?? 0));
  if (href) place.querySelector(`[href="${CSS.escape(href)}"]`)?.focus({ preventScroll: true });
}

if (place) setTimeout(look, EVERY);
