/** Rows of letters in a picture: spots of one size that follow one another on a straight line, at one distance. */

const FEWEST = 14; // spots that make a row; the shortest of a zone has thirty
const LINES_APART = [1.7, 3.6]; // in distances from letter to letter; ICAO Doc 9303 has 2.5

/** Return rows of spots, the longest first: {spots, slope, start, size, pitch, left, right}. */
export function rowsOf(spots, width, height) {
  const [least, most] = [Math.max(5, width / 160), height / 6];
  const letters = spots
    .filter((spot) => {
      const [wide, high] = [spot.right - spot.left + 1, spot.foot - spot.top + 1];
      return (
        high >= least * 0.6 && high <= most && wide <= high * 2.5 && wide * 9 >= high && spot.many * 12 >= wide * high
      );
    })
    .sort((one, other) => one.x - other.x);
  const rows = chains(letters)
    .map((chain) => straightened(chain, letters))
    .filter((row) => row && row.spots.length >= FEWEST);
  rows.sort((one, other) => other.spots.length - one.spots.length);
  return rows.filter((row, at) => !rows.slice(0, at).some((longer) => isSame(longer, row)));
}

const heightOf = (spot) => spot.foot - spot.top + 1;
const isSame = (one, other) => {
  const x = (other.left + other.right) / 2;
  return Math.abs(one.start + one.slope * x - other.start - other.slope * x) < one.size * 0.6;
};

/** Each spot is followed by the nearest to its right that is beside it and as high. */
function chains(letters) {
  const next = new Array(letters.length).fill(-1);
  const before = new Array(letters.length).fill(-1);
  letters.forEach((spot, at) => {
    const high = heightOf(spot);
    let [best, nearest] = [-1, Infinity];
    for (let to = at + 1; to < letters.length && letters[to].x - spot.x < high * 2.6; to += 1) {
      const other = letters[to];
      const higher = Math.max(high, heightOf(other));
      const [dx, dy] = [other.x - spot.x, Math.abs(other.y - spot.y)];
      if (dx < higher * 0.4 || dy > higher * 0.45 || Math.min(high, heightOf(other)) * 2.4 < higher) continue;
      if (dx + dy * 2 < nearest) [best, nearest] = [to, dx + dy * 2];
    }
    if (best >= 0 && before[best] < 0) [next[at], before[best]] = [best, at];
  });
  return letters.flatMap((_, at) => {
    if (before[at] >= 0) return [];
    const chain = [];
    for (let to = at; to >= 0; to = next[to]) chain.push(letters[to]);
    return chain.length >= 5 ? [chain] : [];
  });
}

/** Lay a line through a chain, and gather whatever lies on it. */
function straightened(chain, letters) {
  let own = chain;
  let line = null;
  for (let round = 0; round < 4; round += 1) {
    line = throughMiddles(own);
    const sizes = own.map(heightOf).sort((one, other) => one - other);
    line.size = sizes[Math.floor(sizes.length * 0.7)];
    const reach = line.size * (round < 2 ? 0.6 : 0.4);
    const near = letters.filter(
      (spot) =>
        Math.abs(spot.y - line.start - line.slope * spot.x) < reach &&
        heightOf(spot) > line.size * 0.35 &&
        heightOf(spot) < line.size * 1.6,
    );
    own = together(near, line.size, chain[chain.length >> 1]);
    if (own.length < 5) return null;
  }
  const pitch = pitchOf(own);
  return pitch && { ...line, spots: own, pitch, left: own[0].x, right: own.at(-1).x };
}

/** Of what lies on one line, what hangs together around one spot: a gap of six letters ends a row. */
function together(near, size, around) {
  let start = 0;
  for (let at = 1; at <= near.length; at += 1) {
    if (at < near.length && near[at].x - near[at - 1].x < size * 6) continue;
    if (near[at - 1].x >= around.x) return near.slice(start, at);
    start = at;
  }
  return [];
}

function throughMiddles(spots) {
  let [x, y, xx, xy] = [0, 0, 0, 0];
  for (const spot of spots) {
    x += spot.x / spots.length;
    y += spot.y / spots.length;
  }
  for (const spot of spots) {
    xx += (spot.x - x) ** 2;
    xy += (spot.x - x) * (spot.y - y);
  }
  const slope = xx ? xy / xx : 0;
  return { slope, start: y - slope * x };
}

/** The distance from letter to letter: the middle one of the distances between neighbours. */
function pitchOf(spots) {
  const steps = spots.slice(1).map((spot, at) => spot.x - spots[at].x);
  steps.sort((one, other) => one - other);
  return steps[steps.length >> 1] || 0;
}

/** Return pairs and threes of rows that may be a zone: as far apart, as long and as wide as its lines are. */
export function zonesOf(rows) {
  const zones = [];
  for (const first of rows) {
    const second = below(first, rows);
    if (!second) continue;
    const third = below(second, rows);
    if (third) zones.push([first, second, third]);
    zones.push([first, second]);
  }
  return zones.sort((one, other) => weight(other) - weight(one));
}

const weight = (zone) => zone.reduce((sum, row) => sum + row.spots.length, 0);

function below(first, rows) {
  const x = (first.left + first.right) / 2;
  const y = first.start + first.slope * x;
  const fitting = rows.filter((row) => {
    const apart = (row.start + row.slope * x - y) / first.pitch;
    const shared = Math.min(first.right, row.right) - Math.max(first.left, row.left);
    return (
      apart > LINES_APART[0] &&
      apart < LINES_APART[1] &&
      Math.abs(row.slope - first.slope) < 0.08 &&
      Math.abs(Math.log(row.pitch / first.pitch)) < 0.25 &&
      shared > 0.5 * Math.max(first.right - first.left, row.right - row.left)
    );
  });
  return fitting.sort((one, other) => other.spots.length - one.spots.length)[0] ?? null;
}
