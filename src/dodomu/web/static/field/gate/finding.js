/** Finding somebody in the pack: by name in any script, reference code, telephone, document. */
import { hex, sha256, unbase64, joined, utf8 } from "./bytes.js";

const LONGEST_KEY = 4;
const MOST = 30;

/** Fold a name as the pack folds it (`boarding/rules/finding.py` is the same): two spellings of it look alike. */
export function fold(typed, table) {
  // A "c" at the end of what is typed so far may become k, ts or the beginning of ch: it cannot be told yet.
  const letters = Array.from(
    typed
      .normalize("NFC")
      .toLowerCase()
      .replace(/([\p{L}\p{N}_])c(?![\p{L}\p{N}_])/gu, "$1"),
  );
  let folded = "";
  for (let at = 0; at < letters.length;) {
    const [written, length] = next(letters, at, table);
    folded += written;
    at += length;
  }
  return folded
    .replaceAll("dj", "j")
    .split(" ")
    .filter(Boolean)
    .map((word) => word.replace(/([a-z])\1+/g, "$1"));
}

function next(letters, at, table) {
  for (let length = Math.min(LONGEST_KEY, letters.length - at); length > 0; length -= 1) {
    const key = letters.slice(at, at + length).join("");
    if (Object.hasOwn(table, key)) return [table[key], length];
  }
  return [/[\p{L}\p{N}]/u.test(letters[at]) ? letters[at] : " ", 1];
}

/** Make what is looked through from the persons of a pack: once, when it is opened. */
export function makeFinder(pack) {
  const salt = unbase64(pack.salt);
  const hashes = new Map();
  const byRef = new Map();
  for (const person of pack.persons) {
    for (const ref of [person.ref, ...(person.refs ?? [])]) byRef.set(ref, person);
    for (const each of [...(person.phones ?? []), ...(person.docs ?? [])]) {
      hashes.set(each, [...(hashes.get(each) ?? []), person]);
    }
  }
  const hashOf = async (value) => hex((await sha256(joined(salt, utf8(value)))).subarray(0, 8));
  return {
    byRef,
    /** Return {means, persons} for whatever was typed; the likeliest meaning first. */
    async find(typed, persons = pack.persons) {
      const digits = typed.replace(/\D/g, "");
      if (digits.length === 9 && byRef.has(digits)) return { means: "reference", persons: [byRef.get(digits)] };
      if (digits.length >= 9 && /^[+\d\s().-]+$/.test(typed.trim())) {
        const found = await this.byPhone(digits);
        if (found.length) return { means: "phone", persons: found };
      }
      const paper = paperKey(typed);
      if (paper.length >= 5 && /\d{3}/.test(paper)) {
        const found = await this.byDocument(paper);
        if (found.length) return { means: "document", persons: found };
      }
      return byName(typed, persons, pack.fold);
    },
    async byPhone(digits) {
      const all = await Promise.all([`+${digits}`, digits, digits.slice(-9)].map(hashOf));
      return [...new Set(all.flatMap((each) => hashes.get(each) ?? []))];
    },
    async byDocument(number) {
      return hashes.get(await hashOf(paperKey(number))) ?? [];
    },
  };
}

const ALIKE = Object.fromEntries(Array.from("АВЕКМНОРСТХІУЅЈ", (each, at) => [each, "ABEKMHOPCTXIYSJ"[at]]));

/** Return a document number as the pack hashed it: in whatever alphabet its letters were typed. */
export const paperKey = (typed) =>
  Array.from(typed.replace("№", "").normalize("NFKC").toUpperCase(), (each) => ALIKE[each] ?? each)
    .join("")
    .replace(/[^A-Z0-9]/g, "");

const SHORTEST_WITH_A_SLIP = 4;

/** Say whether each word is in a name, or is the beginning of one of its words but for one slip of the finger. */
function isNearly(words, find) {
  const names = find.split(" ");
  return words.every(
    (word) =>
      find.includes(word) || (word.length >= SHORTEST_WITH_A_SLIP && names.some((each) => isOneSlipAway(word, each))),
  );
}

/** One letter too many, too few, another, or two in the wrong order; what was not typed to its end may go on. */
function isOneSlipAway(word, name) {
  let at = 0;
  while (at < word.length && word[at] === name[at]) at += 1;
  const rest = word.slice(at);
  return (
    name.startsWith(rest.slice(1), at) || // one too many
    name.startsWith(rest, at + 1) || // one too few
    name.startsWith(rest.slice(1), at + 1) || // another
    (rest.length > 1 && name.startsWith(rest[1] + rest[0] + rest.slice(2), at))
  );
}

function byName(typed, persons, table) {
  const digits = typed.replace(/\D/g, "");
  if (digits.length >= 3 && digits === typed.replace(/\s/g, "")) {
    const ends = persons.filter((each) => each.ref.startsWith(digits) || each.tail === digits);
    return { means: "reference", persons: ends.slice(0, MOST) };
  }
  const words = fold(typed, table);
  if (!words.length) return { means: "name", persons: [] };
  let found = persons.filter((each) => words.every((word) => each.find.includes(word)));
  if (!found.length) found = persons.filter((each) => isNearly(words, each.find));
  const begins = (each) => words.filter((word) => ` ${each.find}`.includes(` ${word}`)).length;
  return { means: "name", persons: found.sort((one, other) => begins(other) - begins(one)).slice(0, MOST) };
}
