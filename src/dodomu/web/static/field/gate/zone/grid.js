/** The grid of a zone: which place in the picture belongs to which column of which line, seen from any side. */

/** Return the grid of rows as a mapping from (column, line) to the picture, and how many columns it has; or null. */
export function gridOf(zone, widths) {
  const placed = columns(zone);
  let grid = null;
  for (let round = 0; round < 3; round += 1) {
    grid = fitted(round ? placed.filter((each) => each.off < 0.3) : placed);
    if (!grid) return null;
    const back = inverse(grid);
    for (const each of placed) {
      const [u, v] = project(back, each.spot.x, each.spot.y);
      [each.column, each.off] = [Math.round(u), Math.max(Math.abs(u - Math.round(u)), Math.abs(v - each.row) * 2)];
    }
  }
  const good = placed.filter((each) => each.off < 0.3);
  if (good.length < placed.length * 0.6) return null;
  return spans(good, zone.length, widths).map(({ from, width }) => ({
    width,
    lines: zone.length,
    map: moved(grid, from),
  }));
}

/** Count columns along each line, then bring the lines under one another. */
function columns(zone) {
  const [first] = zone;
  return zone.flatMap((row, line) => {
    let [column, pitch] = [0, row.pitch];
    const own = row.spots.map((spot, at) => {
      const step = at ? spot.x - row.spots[at - 1].x : 0;
      const count = Math.round(step / pitch);
      if (count === 1) pitch += (step - pitch) * 0.15;
      column += count;
      return { spot, row: line, column, off: 0 };
    });
    if (!line) return own;
    const by = shift(own, first, row);
    for (const each of own) each.column += by;
    return own;
  });
}

/** How many columns right of the first of the first line a line begins: what is below is so at a right angle. */
function shift(own, first, row) {
  const votes = new Map();
  const lean = (x) => row.start + row.slope * x - first.start - first.slope * x;
  let count = 0;
  const numbered = first.spots.map((spot, at) => {
    count += at ? Math.round((spot.x - first.spots[at - 1].x) / first.pitch) : 0;
    return { spot, column: count };
  });
  for (const each of own) {
    const x = each.spot.x + lean(each.spot.x) * row.slope;
    for (const other of numbered) {
      if (Math.abs(other.spot.x - x) > first.pitch * 0.5) continue;
      const by = other.column - each.column;
      votes.set(by, (votes.get(by) ?? 0) + 1);
    }
  }
  return [...votes].sort((one, other) => other[1] - one[1])[0]?.[0] ?? 0;
}

/** Where a zone may begin, and how wide it is: where most places that hold something are inside. */
function spans(good, lines, widths) {
  const counts = new Map();
  for (const each of good) counts.set(each.column, (counts.get(each.column) ?? 0) + 1);
  const all = [...counts.keys()];
  const [least, most] = [Math.min(...all), Math.max(...all)];
  const found = [];
  for (const width of widths) {
    for (let from = least - 2; from <= most - width + 3; from += 1) {
      let inside = 0;
      for (let at = from; at < from + width; at += 1) inside += Math.min(lines, counts.get(at) ?? 0);
      found.push({ from, width, weight: inside / (width * lines) + (inside / good.length) * 1.2 });
    }
  }
  return found
    .sort((one, other) => other.weight - one.weight)
    .slice(0, 2)
    .filter((each) => each.weight > 1.5);
}

/** The mapping (column, line) → (x, y) through all places, by least squares: eight numbers and a one. */
function fitted(placed) {
  if (placed.length < 12) return null;
  const size = 1000;
  const sums = Array.from({ length: 8 }, () => new Float64Array(9));
  for (const { spot, row, column } of placed) {
    const [u, v, x, y] = [column / 22, row, spot.x / size, spot.y / size];
    for (const line of [
      [u, v, 1, 0, 0, 0, -u * x, -v * x, x],
      [0, 0, 0, u, v, 1, -u * y, -v * y, y],
    ]) {
      for (let i = 0; i < 8; i += 1) for (let j = 0; j < 9; j += 1) sums[i][j] += line[i] * line[j];
    }
  }
  const [a, b, c, d, e, f, g, h] = solved(sums) ?? [];
  if (h === undefined) return null;
  return [(a * size) / 22, b * size, c * size, (d * size) / 22, e * size, f * size, g / 22, h, 1];
}

function solved(rows) {
  for (let at = 0; at < 8; at += 1) {
    let best = at;
    for (let to = at + 1; to < 8; to += 1) if (Math.abs(rows[to][at]) > Math.abs(rows[best][at])) best = to;
    if (Math.abs(rows[best][at]) < 1e-12) return null;
    [rows[at], rows[best]] = [rows[best], rows[at]];
    for (let to = 0; to < 8; to += 1) {
      if (to === at) continue;
      const part = rows[to][at] / rows[at][at];
      for (let k = at; k < 9; k += 1) rows[to][k] -= part * rows[at][k];
    }
  }
  return rows.map((row, at) => row[8] / row[at]);
}

const moved = ([a, b, c, d, e, f, g, h, i], by) => [a, b, c + a * by, d, e, f + d * by, g, h, i + g * by];

/** Return the grid in a picture `by` times larger. */
export const enlarged = ({ width, lines, map: [a, b, c, d, e, f, g, h, i] }, by) => {
  const off = (by - 1) / 2; // the middle of the first point
  const [x, y] = [
    [a, b, c],
    [d, e, f],
  ].map((row) => row.map((each, at) => each * by + [g, h, i][at] * off));
  return { width, lines, map: [...x, ...y, g, h, i] };
};

/** Return the same grid read from the other end: a document held upside down. */
export const turned = ({ width, lines, map: [a, b, c, d, e, f, g, h, i] }) => ({
  width,
  lines,
  map: [
    -a,
    -b,
    c + a * (width - 1) + b * (lines - 1),
    -d,
    -e,
    f + d * (width - 1) + e * (lines - 1),
    -g,
    -h,
    i + g * (width - 1) + h * (lines - 1),
  ],
});

/** Return where a place of one plane lies in the other. */
export function project(map, u, v) {
  const w = map[6] * u + map[7] * v + map[8];
  return [(map[0] * u + map[1] * v + map[2]) / w, (map[3] * u + map[4] * v + map[5]) / w];
}

function inverse([a, b, c, d, e, f, g, h, i]) {
  return [
    e * i - f * h,
    c * h - b * i,
    b * f - c * e,
    f * g - d * i,
    a * i - c * g,
    c * d - a * f,
    d * h - e * g,
    b * g - a * h,
    a * e - b * d,
  ];
}
