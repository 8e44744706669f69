// How far something is, looked at again every two seconds or as the page says; when it has ended, its page is loaded anew.
const place = document.querySelector("[data-progress]");
const EVERY = Number(place?.dataset.every) || 2000;

async function look() {
  try {
    const answer = await fetch(location.href, { headers: { "X-Fragment": "progress" } });
    if (answer.ok && !answer.redirected) {
      place.innerHTML = await answer.text();
      if (place.querySelector("[data-open]")?.dataset.open === "no") return location.reload();
    }
  } catch {
    // The link away: the next look may find it again.
  }
  setTimeout(look, EVERY);
}

if (place) setTimeout(look, EVERY);
