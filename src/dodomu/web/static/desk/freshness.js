// A desk that stays open through the night must not show old figures as if they were new.
const words = document.querySelector("[data-freshness]");
const opened = Date.now();

function say() {
  const minutes = Math.floor((Date.now() - opened) / 60000);
  if (minutes < 2) return;
  const link = document.createElement("a");
  link.href = location.href;
  link.textContent = words.dataset.reload;
  const note = document.createElement("span");
  note.className = "as-of__old";
  note.append(words.dataset.freshness.replace("MINUTES", minutes), " ", link);
  words.querySelector(".as-of__old")?.remove();
  words.append(" ", note);
}

if (words) {
  setInterval(say, 30000);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) say(); });
}
