/** Which sign a cell holds: a small network that was taught the letters of OCR-B (benchmarks/zone_teaching.py). */
import { HIGH, WIDE } from "./cells.js";
import { TAUGHT } from "./taught.js";

export const SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<";
export const NOTHING = SIGNS.length; // the place of "no sign that can be read"
const LEAST = -8; // however unlikely: no single look decides
const FAINT = 3; // less contrast than this is paper
const MOST = 4;

const bytes = (text) => Uint8Array.from(atob(text), (each) => each.charCodeAt(0));
const wholes = (text) => new Int8Array(bytes(text).buffer);
const floats = (text) => new Float32Array(bytes(text).buffer);
const layer = (weights, scales, biases) => ({
  weights: wholes(weights),
  scales: floats(scales),
  biases: floats(biases),
});
const LAYERS = [layer(TAUGHT.q1, TAUGHT.s1, TAUGHT.b1), layer(TAUGHT.q2, TAUGHT.s2, TAUGHT.b2)];

/** Return for each cell the logarithms of how likely each of SIGNS is, and then of none that can be read. */
export function scoresOf(cells, contrast) {
  const size = WIDE * HIGH;
  const scores = new Float32Array(contrast.length * (NOTHING + 1));
  for (let cell = 0; cell < contrast.length; cell += 1) {
    const into = scores.subarray(cell * (NOTHING + 1), (cell + 1) * (NOTHING + 1));
    if (contrast[cell] < FAINT) into.fill(LEAST, 0, NOTHING);
    else judge(cells.subarray(cell * size, (cell + 1) * size), into);
  }
  return scores;
}

function judge(cell, into) {
  const inside = through(
    LAYERS[0],
    cell.map((each) => Math.max(-MOST, Math.min(MOST, each))),
    new Float32Array(LAYERS[0].biases.length),
  );
  through(
    LAYERS[1],
    inside.map((each) => Math.max(0, each)),
    into,
  );
  let [most, sum] = [-Infinity, 0];
  for (const each of into) most = Math.max(most, each);
  for (const each of into) sum += Math.exp(each - most);
  for (let at = 0; at < into.length; at += 1) into[at] = Math.max(LEAST, into[at] - most - Math.log(sum));
}

function through({ weights, scales, biases }, given, into) {
  for (let out = 0, at = 0; out < into.length; out += 1) {
    let sum = 0;
    for (let from = 0; from < given.length; from += 1, at += 1) sum += weights[at] * given[from];
    into[out] = sum * scales[out] + biases[out];
  }
  return into;
}
