/** Machine-readable zones of travel documents (ICAO Doc 9303, parts 4 to 7): TD1, TD2, TD3 and visas. */

const VALUES = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const WEIGHTS = [7, 3, 1];
const SHAPES = { 90: ["TD1", 30], 72: ["TD2", 36], 88: ["TD3", 44] };

/** Return the check digit of a field; a filler counts nought. */
export function checkDigit(field) {
  const sum = Array.from(field).reduce((so, each, at) => so + Math.max(0, VALUES.indexOf(each)) * WEIGHTS[at % 3], 0);
  return String(sum % 10);
}

/** Say whether text looks like one or more lines of a machine-readable zone. */
export const looksLikeMrz = (typed) => /[A-Z0-9]<</i.test(typed) && clean(typed).length >= 30;

const clean = (typed) =>
  typed
    .toUpperCase()
    .replaceAll("«", "<<")
    .replace(/[‹〈]/g, "<")
    .replace(/[^A-Z0-9<]/g, "");

/**
 * Read what was typed or scanned: {type, number, born, expires, issuer, nationality, family, given, sex, wrong: […]},
 * or {fault: "length", length}. `wrong` names every field whose check digit does not fit.
 */
export function readMrz(typed) {
  const all = clean(typed);
  const shape = SHAPES[all.length];
  if (!shape) return { fault: "length", length: all.length };
  const [type, width] = shape;
  const lines = [];
  for (let at = 0; at < all.length; at += width) lines.push(all.slice(at, at + width));
  if (type === "TD1") return card(lines);
  return booklet(lines, all[0] === "V" ? (type === "TD3" ? "MRV-A" : "MRV-B") : type);
}

function card([first, second, third]) {
  const long = longNumber(first);
  const checks = {
    document: long ?? [first.slice(5, 14), first[14]],
    birth: [second.slice(0, 6), second[6]],
    expiry: [second.slice(8, 14), second[14]],
    composite: [first.slice(5, 30) + second.slice(0, 7) + second.slice(8, 15) + second.slice(18, 29), second[29]],
  };
  return facts("TD1", checks, {
    issuer: first.slice(2, 5),
    nationality: second.slice(15, 18),
    sex: second[7],
    names: third,
    code: first.slice(0, 2),
  });
}

/** A number longer than nine is continued in the optional field, and so is its check digit. */
function longNumber(first) {
  if (first[14] !== "<") return null;
  const rest = first.slice(15).split("<")[0];
  return rest.length > 1
    ? [first.slice(5, 14) + rest.slice(0, -1), rest.at(-1), first.slice(5, 15) + rest.slice(0, -1)]
    : null;
}

function booklet([first, second], type) {
  const checks = {
    document: [second.slice(0, 9), second[9]],
    birth: [second.slice(13, 19), second[19]],
    expiry: [second.slice(21, 27), second[27]],
  };
  if (type === "TD3") checks.personal = [second.slice(28, 42), second[42]];
  const upTo = { TD3: 43, TD2: 35 }[type];
  if (upTo) {
    const covered = second.slice(0, 10) + second.slice(13, 20) + second.slice(21, upTo);
    checks.composite = [covered, second[upTo]];
  }
  return facts(type, checks, {
    issuer: first.slice(2, 5),
    nationality: second.slice(10, 13),
    sex: second[20],
    names: first.slice(5),
    code: first.slice(0, 2),
  });
}

function facts(type, checks, { names, ...rest }) {
  const [family, given = ""] = names.split("<<");
  return {
    type,
    number: checks.document[0].replaceAll("<", ""),
    born: date(checks.birth[0]),
    expires: date(checks.expiry[0]),
    family: spaced(family),
    given: spaced(given),
    issuer: rest.issuer.replaceAll("<", ""),
    nationality: rest.nationality.replaceAll("<", ""),
    sex: rest.sex,
    wrong: Object.entries(checks)
      .filter(([, check]) => !fits(check))
      .map(([field]) => field),
  };
}

/** An empty field may carry a filler for its digit. Where a number is continued, some count the filler, some do not. */
function fits([field, digit, other]) {
  if (/^<*$/.test(field)) return digit === "<" || digit === "0";
  return checkDigit(field) === digit || (other !== undefined && checkDigit(other) === digit);
}

const spaced = (part) => part.replaceAll("<", " ").trim();
/** Two digits of a year are left as they are: what century they mean depends on what they are compared with. */
const date = (digits) =>
  /^\d{6}$/.test(digits) ? { yy: +digits.slice(0, 2), month: +digits.slice(2, 4), day: +digits.slice(4) } : null;
/** Return the year of birth that is not in the future. */
export const yearBorn = (born, today) => born && (born.yy > today % 100 ? 1900 : 2000) + born.yy;
