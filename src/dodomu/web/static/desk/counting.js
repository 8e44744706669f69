// While somebody writes, the server says what an SMS of it would be: the count is the one by which it is sent.
const form = document.querySelector("[data-count]");
const place = document.querySelector("[data-counted]");
const PAUSE = 600;
let waiting;
let newest = 0;

async function count() {
  const turn = ++newest;
  try {
    const answer = await fetch(form.dataset.count, { method: "POST", body: new FormData(form) });
    const words = await answer.text();
    if (answer.ok && !answer.redirected && turn === newest) place.innerHTML = words;
  } catch {
    // The link away: the next letter may find it again.
  }
}

if (form && place) {
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(count, PAUSE);
  });
  count();
}
