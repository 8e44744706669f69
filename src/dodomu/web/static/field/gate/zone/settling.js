/** What a zone says, out of how likely each sign is in each cell, by alphabets and check digits. */
import { ALPHABETS, LAYOUTS, alphabetsOf, checksOf, wrongOf } from "../mrz.js";
import { NOTHING, SIGNS } from "./glyphs.js";

const PAIRS = { 0: "O", O: "0", 1: "I", I: "1", 2: "Z", Z: "2", 5: "S", S: "5", 8: "B", B: "8" };
const SURE = 4; // by how much more likely (a logarithm) a sign is than any other that no check digit would tell from it
const SURE_CHECKED = 1.2; // and than one that a check digit would tell
const NEAR = 5; // a sign of a pair is in doubt while it is not more likely than the other by this
const MOST_IN_DOUBT = 8;

/**
 * Return {type, text, unsure: [places], wrong: [checks], settled}. `settled`: every sign is sure, and every check digit
 * fits in one way only.
 */
export function settle(scores, { width, lines }) {
  const type = typeFor(scores, width, lines);
  const alphabets = alphabetsOf(type).map((name) => ALPHABETS[name]);
  const order = alphabets.map((alphabet, place) => ranked(scores, place, alphabet));
  const read = order.map(([first]) => first.sign).join("");
  const { text, wrong, only } = fitting(type, read, order);
  const checked = seen(type, text);
  const unsure = order.flatMap((ranks, place) => (isSure(ranks, text[place], checked.has(place)) ? [] : [place]));
  return { type, text, unsure, wrong, settled: only && !wrong.length && !unsure.length };
}

function typeFor(scores, width, lines) {
  const visa =
    scores[SIGNS.indexOf("V")] > scores[SIGNS.indexOf("P")] && scores[SIGNS.indexOf("V")] > scores[SIGNS.indexOf("I")];
  const [type] = Object.entries(LAYOUTS).find(
    ([name, layout]) =>
      layout.width === width && layout.lines === lines && (lines === 3 || name.startsWith("MRV") === visa),
  );
  return type;
}

/** The signs that may stand in a place and nothing at all, the likeliest first; nothing is never the answer. */
function ranked(scores, place, alphabet) {
  const at = place * (NOTHING + 1);
  const ranks = Array.from(alphabet, (sign) => ({ sign, score: scores[at + SIGNS.indexOf(sign)] }));
  ranks.sort((one, other) => other.score - one.score);
  ranks.push({ sign: null, score: scores[at + NOTHING] });
  return ranks;
}

/** A check digit does not tell signs whose values differ by tens: 8 and S, 6 and G, 1 and L, K and the filler. */
const value = (sign) => (sign === "<" ? 0 : Number.parseInt(sign, 36));
const unseen = (one, other) => (value(one) - value(other)) % 10 === 0;

function isSure(ranks, sign, checked) {
  const own = ranks.find((each) => each.sign === sign).score;
  return ranks.every((other) => {
    if (other.sign === sign) return true;
    if (other.sign === null) return own > other.score;
    if (checked && PAIRS[sign] === other.sign) return true; // what the check digits settled
    return own - other.score > (checked && !unseen(sign, other.sign) ? SURE_CHECKED : SURE);
  });
}

/** Return the places that some check digit covers. */
function seen(type, text) {
  const checks = Object.values(checksOf(type, text));
  return new Set(checks.flatMap(({ over, digit }) => [...over[0], digit]));
}

/** Try the other sign of a pair where the two are hardly told apart: one way must fit all checks, much the best. */
function fitting(type, read, order) {
  const doubts = order.flatMap((ranks, place) => {
    const other = ranks.find((each) => each.sign !== null && each.sign === PAIRS[read[place]]);
    const cost = other ? ranks[0].score - other.score : Infinity;
    return cost < NEAR ? [{ place, sign: other.sign, cost }] : [];
  });
  doubts.sort((one, other) => one.cost - other.cost);
  const tried = doubts.slice(0, MOST_IN_DOUBT);
  const fit = [];
  for (let choice = 0; choice < 1 << tried.length; choice += 1) {
    const signs = Array.from(read);
    const turned = tried.filter((_, at) => choice & (1 << at));
    for (const { place, sign } of turned) signs[place] = sign;
    const text = signs.join("");
    if (!wrongOf(type, text).length) fit.push({ text, cost: turned.reduce((sum, each) => sum + each.cost, 0) });
  }
  fit.sort((one, other) => one.cost - other.cost);
  const [first, second] = fit;
  if (!first) return { text: read, wrong: wrongOf(type, read), only: true };
  return {
    text: first.text,
    wrong: [],
    only: doubts.length <= MOST_IN_DOUBT && (!second || second.cost - first.cost > SURE),
  };
}
