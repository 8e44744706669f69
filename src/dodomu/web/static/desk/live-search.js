// Search as one types: asks for the results alone, tells how many there are, and leaves everything to the button when it cannot.
const form = document.querySelector("form[data-live]");
const results = document.getElementById(form.dataset.live);
const announce = document.querySelector("[data-announce]");
let waiting;
let asking;

async function search() {
  const url = new URL(form.action);
  for (const [name, value] of new FormData(form)) if (value.trim()) url.searchParams.append(name, value);
  asking?.abort();
  asking = new AbortController();
  results.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(url, { headers: { "X-Fragment": "results" }, signal: asking.signal });
    if (!answer.ok || answer.redirected) return;
    results.innerHTML = await answer.text();
    announce.textContent = results.querySelector("[data-found]").dataset.found;
    history.replaceState(null, "", url);
  } catch (fault) {
    if (fault.name === "AbortError") return;
  }
  results.removeAttribute("aria-busy");
}

form.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(search, 150); });
form.addEventListener("submit", () => { clearTimeout(waiting); asking?.abort(); });
