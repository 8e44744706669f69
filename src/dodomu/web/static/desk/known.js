// While a telephone or a name is typed, whoever may be known already appears beside it. Nothing is decided here.
const form = document.querySelector("form[data-known]");
const list = form.querySelector("[data-known-list]");
const announce = form.querySelector("[data-announce]");
const fields = ["phones", "name"];
let waiting;
let asking;

async function look() {
  const url = new URL(form.dataset.known, location.href);
  for (const name of fields) url.searchParams.set(name, form.elements[name].value);
  asking?.abort();
  asking = new AbortController();
  try {
    const answer = await fetch(url, { headers: { "X-Fragment": "known" }, signal: asking.signal });
    if (!answer.ok || answer.redirected) return;
    list.innerHTML = await answer.text();
    announce.textContent = list.querySelector("[data-found]").dataset.found;
  } catch (fault) {
    if (fault.name !== "AbortError") list.replaceChildren();
  }
}

for (const name of fields) {
  form.elements[name].addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(look, 250); });
}
