/** One look at a picture: where the zone is, and how likely each sign is in each of its cells. */
import { cellsOf } from "./cells.js";
import { NOTHING, scoresOf } from "./glyphs.js";
import { enlarged, gridOf, turned } from "./grid.js";
import { calmed, greyOf, inkOf, smaller, spotsOf } from "./ink.js";
import { rowsOf, zonesOf } from "./rows.js";

const SQUARES = 28; // as many lie side by side in a picture: wider than a letter, narrower than a shadow
const ENOUGH = 640; // points across are enough to find letters, not to read them
const TRIED = 4;
const LEGIBLE = 0.7; // of the cells hold some sign
const PLAIN = 0.9; // and no better grid is looked for
const DARK = 40;

/** Return {grid, scores}, or {fault}: "dark", or "nothing" that looks like a zone. */
export function look(image) {
  const grey = greyOf(image);
  let best = null;
  for (const grid of gridsIn(grey)) {
    const upright = judged(grey, grid);
    best = better(upright.share > PLAIN ? upright : better(upright, judged(grey, turned(grid))), best);
    if (best.share > PLAIN) break;
  }
  if (best?.share > LEGIBLE) return best;
  return { fault: brightness(grey) < DARK ? "dark" : "nothing" };
}

/** Places in a picture that may be a zone, the likeliest first. They are looked for in a small copy. */
export function* gridsIn(grey) {
  const by = Math.max(1, Math.round(grey.width / ENOUGH));
  const small = calmed(smaller(grey, by));
  const ink = inkOf(small, Math.round(small.width / SQUARES) | 1);
  const zones = zonesOf(rowsOf(spotsOf(ink, small.width, small.height), small.width, small.height));
  for (const zone of zones.slice(0, TRIED)) {
    for (const grid of gridOf(zone, zone.length === 3 ? [30] : [44, 36]) ?? []) yield enlarged(grid, by);
  }
}

const better = (one, other) => (!other || one.share > other.share ? one : other);

function judged(grey, grid) {
  const { cells, contrast } = cellsOf(grey, grid);
  const scores = scoresOf(cells, contrast);
  const size = NOTHING + 1;
  let signs = 0;
  for (let from = 0; from < scores.length; from += size) {
    let best = -Infinity;
    for (let at = from; at < from + NOTHING; at += 1) best = Math.max(best, scores[at]);
    if (best > -1) signs += 1;
  }
  return { grid, scores, share: (signs * size) / scores.length };
}

function brightness({ light }) {
  let sum = 0;
  for (let at = 0; at < light.length; at += 101) sum += light[at];
  return (sum * 101) / light.length;
}
