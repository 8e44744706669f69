/** The words of the gate in the language of the officer. They lie in the cache with the page. */

export const LANGUAGES = { uk: "Українська", en: "English", ru: "Русский", kk: "Қазақша" };
let words = {};
let language = "en";

/** Load the words of a language. */
export async function speak(wanted) {
  language = wanted in LANGUAGES ? wanted : "en";
  words = await (await fetch(`/field/gate/words/${language}.json`)).json();
  document.documentElement.lang = language;
  return language;
}

/** Return the language somebody's browser asks for. */
export const preferred = () =>
  (navigator.languages ?? []).map((each) => each.slice(0, 2)).find((each) => each in LANGUAGES) ?? "en";

/** Return the words for a key; `{name}` is put in. A key without a dot is of the screens. */
export function w(key, values = {}) {
  const found = words[key.includes(".") ? key : `screen.${key}`] ?? key;
  return found.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** Say whether there are words for a key. */
export const hasWords = (key) => key in words;

/** Return an hour as the clock on the wall of the place shows it; of another day, with the day. */
export function hourIn(zone, at, today) {
  const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone };
  const day = (each) => new Intl.DateTimeFormat("en-CA", { timeZone: zone }).format(each);
  const far = today !== undefined && day(at) !== day(today);
  if (!far) return new Intl.DateTimeFormat("en-GB", clock).format(at);
  // Few browsers know Kazakh months: the day and the month as numbers.
  const named = language === "kk" ? { day: "2-digit", month: "2-digit" } : { day: "numeric", month: "short" };
  return new Intl.DateTimeFormat(language === "kk" ? "ru" : language, { ...clock, ...named }).format(at);
}
