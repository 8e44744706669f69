/** Several looks at one document, counted together. */
import { NOTHING } from "./glyphs.js";
import { settle } from "./settling.js";

const LOOKS = 2; // that must agree before an answer is given
const OTHER = 0.2; // of the signs differ: it is another document

/** Return {add}: `add(look)` takes one look, and returns what all looks say: {state, text?, type?, wrong?}. */
export function votes({ looks = LOOKS } = {}) {
  let sum = null;
  let count = 0;
  return {
    add({ grid, scores }) {
      const now = settle(scores, grid);
      const size = NOTHING + 1;
      if (!sum || sum.length !== scores.length || apart(settle(sum, grid).text, now.text) > OTHER) {
        [sum, count] = [scores.slice(), 1];
      } else {
        for (let at = 0; at < sum.length; at += 1) sum[at] += scores[at];
        count += 1;
      }
      const { text, type, wrong, unsure, settled } = settle(sum, grid);
      if (settled && count >= looks) return { state: "read", text, type };
      const hidden = unsure.filter((place) => isHidden(scores, place * size)).length;
      if (hidden > 1) return { state: "hidden" };
      if (wrong.length && count >= looks * 2 && !unsure.length) return { state: "wrong", wrong, text, type };
      return { state: "unsure" };
    },
    forget() {
      sum = null;
      count = 0;
    },
  };
}

const isHidden = (scores, from) => {
  for (let at = from; at < from + NOTHING; at += 1) if (scores[at] > scores[from + NOTHING]) return false;
  return true;
};

const apart = (one, other) => Array.from(one).filter((sign, at) => sign !== other[at]).length / one.length;
