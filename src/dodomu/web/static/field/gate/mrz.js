/** Machine-readable zones of travel documents (ICAO Doc 9303, parts 4 to 7): TD1, TD2, TD3 and visas. */

const VALUES = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const WEIGHTS = [7, 3, 1];
const CENTURY = 100;
const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const LIKE_LATIN = {
  А: "A",
  В: "B",
  Е: "E",
  З: "3",
  І: "I",
  К: "K",
  М: "M",
  Н: "H",
  О: "O",
  Р: "P",
  С: "C",
  Т: "T",
  У: "Y",
  Х: "X",
  Ү: "Y",
};
const TO_LETTER = { 0: "O", 1: "I", 2: "Z", 5: "S", 8: "B" };
const TO_DIGIT = { O: "0", Q: "0", D: "0", I: "1", L: "1", Z: "2", S: "5", B: "8" };

/** What may stand in a field. A check digit may be a filler where its field is empty or goes on elsewhere. */
export const ALPHABETS = {
  code: "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
  letters: "<ABCDEFGHIJKLMNOPQRSTUVWXYZ",
  digits: "<0123456789",
  any: `<${VALUES}`,
  sex: "<FMX",
  digit: "0123456789",
};

const booklet = (width, more) => ({
  width,
  lines: 2,
  fields: {
    kind: [0, 0, 1, "code"],
    code: [0, 1, 2, "any"],
    issuer: [0, 2, 5, "letters"],
    names: [0, 5, width, "letters"],
    document: [1, 0, 9, "any"],
    document_digit: [1, 9, 10, "digits"],
    nationality: [1, 10, 13, "letters"],
    birth: [1, 13, 19, "digits"],
    birth_digit: [1, 19, 20, "digits"],
    sex: [1, 20, 21, "sex"],
    expiry: [1, 21, 27, "digits"],
    expiry_digit: [1, 27, 28, "digits"],
    ...more,
  },
});
const OF_BOOKLETS = [
  [1, 0, 10],
  [1, 13, 20],
];

/** Where what stands, by type: line, from, to, alphabet; and what the composite digit is reckoned over. */
export const LAYOUTS = {
  TD3: {
    ...booklet(44, {
      personal: [1, 28, 42, "any"],
      personal_digit: [1, 42, 43, "digits"],
      composite_digit: [1, 43, 44, "digit"],
    }),
    composite: [...OF_BOOKLETS, [1, 21, 43]],
  },
  TD2: {
    ...booklet(36, { optional: [1, 28, 35, "any"], composite_digit: [1, 35, 36, "digit"] }),
    composite: [...OF_BOOKLETS, [1, 21, 35]],
  },
  TD1: {
    width: 30,
    lines: 3,
    fields: {
      kind: [0, 0, 1, "code"],
      code: [0, 1, 2, "any"],
      issuer: [0, 2, 5, "letters"],
      document: [0, 5, 14, "any"],
      document_digit: [0, 14, 15, "digits"],
      optional: [0, 15, 30, "any"],
      birth: [1, 0, 6, "digits"],
      birth_digit: [1, 6, 7, "digits"],
      sex: [1, 7, 8, "sex"],
      expiry: [1, 8, 14, "digits"],
      expiry_digit: [1, 14, 15, "digits"],
      nationality: [1, 15, 18, "letters"],
      more: [1, 18, 29, "any"],
      composite_digit: [1, 29, 30, "digit"],
      names: [2, 0, 30, "letters"],
    },
    composite: [
      [0, 5, 30],
      [1, 0, 7],
      [1, 8, 15],
      [1, 18, 29],
    ],
  },
  "MRV-A": booklet(44, { optional: [1, 28, 44, "any"] }),
  "MRV-B": booklet(36, { optional: [1, 28, 36, "any"] }),
};

/** Return the check digit of a field; a filler counts nought. */
export function checkDigit(field) {
  const sum = Array.from(field).reduce((so, each, at) => so + Math.max(0, VALUES.indexOf(each)) * WEIGHTS[at % 3], 0);
  return String(sum % 10);
}

/** Say whether text looks like one or more lines of a machine-readable zone. */
export const looksLikeMrz = (typed) => {
  const all = clean(typed);
  return all.length >= 30 && /[A-Z0-9]<</.test(all) && /^[A-Z][A-Z0-9<][A-Z<]{3}/.test(all);
};

const clean = (typed) =>
  typed
    .toUpperCase()
    .replace(/[«《]/g, "<<")
    .replace(/[‹〈＜]/g, "<")
    .replace(/[А-ЯІҮ]/g, (letter) => LIKE_LATIN[letter] ?? letter)
    .replace(/[^A-Z0-9<]/g, "");

/** Return the type of a zone by how long all its lines are together, and its first letter; or null. */
export function typeOf(all) {
  if (all.length === 90) return "TD1";
  if (all.length === 88) return all[0] === "V" ? "MRV-A" : "TD3";
  if (all.length === 72) return all[0] === "V" ? "MRV-B" : "TD2";
  return null;
}

/** Return the alphabet of each place of a type, in the order of its lines. */
export function alphabetsOf(type) {
  const { width, lines, fields } = LAYOUTS[type];
  const places = new Array(width * lines);
  for (const [line, from, to, alphabet] of Object.values(fields))
    places.fill(alphabet, line * width + from, line * width + to);
  return places;
}

/** Return the checks of a zone: {name: {over: [[places], …], digit: place}}. Any way of reckoning may fit. */
export function checksOf(type, all) {
  const { width, fields, composite } = LAYOUTS[type];
  const places = ([line, from, to]) => Array.from({ length: to - from }, (_, at) => line * width + from + at);
  const check = (name) => ({ over: [places(fields[name])], digit: places(fields[`${name}_digit`])[0] });
  const checks = {
    document: continued(all, places, fields) ?? check("document"),
    birth: check("birth"),
    expiry: check("expiry"),
  };
  if (fields.personal) checks.personal = check("personal");
  if (composite) checks.composite = { over: [composite.flatMap(places)], digit: places(fields.composite_digit)[0] };
  return checks;
}

/** A number longer than nine goes on in the optional field, its digit last. Some count the filler between. */
function continued(all, places, { document, document_digit: digit, optional, personal }) {
  const [filler] = places(digit);
  if (all[filler] !== "<" || !optional || personal) return null;
  const rest = places(optional);
  const end = rest.findIndex((place) => all[place] === "<");
  const own = end < 0 ? rest : rest.slice(0, end);
  if (own.length < 2) return null;
  const [head, tail] = [places(document), own.slice(0, -1)];
  return {
    over: [
      [...head, ...tail],
      [...head, filler, ...tail],
    ],
    digit: own.at(-1),
  };
}

/** Return the names of the checks that do not fit. An empty field may carry a filler for its digit. */
export function wrongOf(type, all) {
  const fits = ({ over, digit }) =>
    over.some((places) => {
      const field = places.map((place) => all[place]).join("");
      return checkDigit(field) === all[digit] || (/^<*$/.test(field) && all[digit] === "<");
    });
  const wrong = Object.entries(checksOf(type, all)).filter(([, check]) => !fits(check));
  return wrong.map(([name]) => name);
}

/**
 * Read what was typed or scanned: {type, lines, number, born, expires, issuer, nationality, family, given, cut, sex,
 * wrong: […]}, or {fault: "length", length}. `wrong` names every field whose check digit does not fit, and dates that
 * no calendar has. A name that fills its field may have been cut off there.
 */
export function readMrz(typed) {
  const given = clean(typed);
  const type = typeOf(given);
  if (!type) return { fault: "length", length: given.length };
  const all = lettered(given, alphabetsOf(type));
  const { width, lines, fields } = LAYOUTS[type];
  const field = (name) =>
    all.slice(fields[name][0] * width + fields[name][1], fields[name][0] * width + fields[name][2]);
  const plain = (name) => field(name).replaceAll("<", "");
  const [family, first = ""] = field("names").split("<<");
  const [born, expires] = [date(field("birth")), date(field("expiry"))];
  const wrong = new Set(wrongOf(type, all));
  if (born === undefined) wrong.add("birth");
  if (expires === undefined) wrong.add("expiry");
  return {
    type,
    lines: Array.from({ length: lines }, (_, at) => all.slice(at * width, (at + 1) * width)),
    number: checksOf(type, all)
      .document.over[0].map((place) => all[place])
      .join("")
      .replaceAll("<", ""),
    born: born ?? null,
    expires: expires ?? null,
    family: spaced(family),
    given: spaced(first),
    cut: !field("names").endsWith("<"),
    issuer: plain("issuer"),
    nationality: plain("nationality"),
    sex: plain("sex"),
    wrong: [...wrong],
  };
}

/** Where only letters or only digits may stand, what looks like one and is the other is what it looks like. */
const lettered = (all, alphabets) =>
  Array.from(all, (sign, place) => {
    const alphabet = ALPHABETS[alphabets[place]];
    if (alphabet.includes(sign)) return sign;
    const other = alphabets[place].startsWith("digit") ? TO_DIGIT[sign] : TO_LETTER[sign];
    return other && alphabet.includes(other) ? other : sign;
  }).join("");

const spaced = (part) => part.replace(/<+/g, " ").trim();

/**
 * A date: {yy, month, day}; null: not known; undefined: none that a calendar has. Month and day may be unknown (fillers
 * or noughts). Two digits of a year are left as they are: what century they mean, what they are compared with
 * decides.
 */
function date(field) {
  if (/^[<0]{6}$/.test(field)) return null;
  if (!/^\d\d(\d\d|<<)(\d\d|<<)$/.test(field)) return undefined;
  const [yy, month, day] = [0, 2, 4].map((at) => Number(field.slice(at, at + 2).replace("<<", "00")));
  if (month > 12 || day > (month ? DAYS[month - 1] : 31)) return undefined;
  return { yy, month: month || null, day: day || null };
}

/** Return the year of birth: the last with these two digits that has come. Who is older than 99 seems young. */
export function yearBorn(born, now) {
  if (!born) return null;
  const today = new Date(now);
  const century = today.getUTCFullYear() - (today.getUTCFullYear() % CENTURY);
  const first = Date.UTC(century + born.yy, (born.month ?? 1) - 1, born.day ?? 1);
  return (first > today.getTime() ? century - CENTURY : century) + born.yy;
}

/** Return the first moment after a date of expiry, in milliseconds; what is not told of it is its last. */
export function goodUntil({ yy, month, day }) {
  return day ? Date.UTC(2000 + yy, month - 1, day + 1) : Date.UTC(2000 + yy, month ?? 12, 1);
}
