/** What is ink in a picture: brightness, what is darker than its surroundings, and the spots that hang together. */

const PAPER = 0.22; // how much darker than the mean of its surroundings ink is, where these are full of contrast
const CALM = 64; // the spread of brightness of such surroundings

/** Return {width, height, light}: the brightness of image data, a byte a point. */
export function greyOf({ data, width, height }) {
  const light = new Uint8Array(width * height);
  for (let at = 0, from = 0; at < light.length; at += 1, from += 4) {
    light[at] = (data[from] * 77 + data[from + 1] * 151 + data[from + 2] * 28) >> 8;
  }
  return { width, height, light };
}

/** Return a picture `by` times smaller, each point the mean of those that it stands for. */
export function smaller({ width, height, light }, by) {
  const [wide, high] = [Math.floor(width / by), Math.floor(height / by)];
  const small = new Uint8Array(wide * high);
  for (let y = 0, to = 0; y < high; y += 1) {
    for (let x = 0; x < wide; x += 1, to += 1) {
      let sum = 0;
      for (let row = 0; row < by; row += 1) {
        const at = (y * by + row) * width + x * by;
        for (let point = 0; point < by; point += 1) sum += light[at + point];
      }
      small[to] = sum / (by * by);
    }
  }
  return { width: wide, height: high, light: small };
}

/** Return the same picture with each point the mean of its nine: noise is not ink. */
export function calmed({ width, height, light }) {
  const rows = new Uint16Array(light.length);
  for (let at = 1; at < light.length - 1; at += 1) rows[at] = light[at - 1] + light[at] + light[at + 1];
  const calm = light.slice();
  for (let at = width; at < light.length - width; at += 1)
    calm[at] = (rows[at - width] + rows[at] + rows[at + width]) / 9;
  return { width, height, light: calm };
}

/** Return a byte for each point: 1 for ink (Sauvola's threshold over squares of `side` points). */
export function inkOf({ width, height, light }, side) {
  const ink = new Uint8Array(light.length);
  const [sums, squares] = [new Float64Array((width + 1) * (height + 1)), new Float64Array((width + 1) * (height + 1))];
  for (let y = 0, at = 0; y < height; y += 1) {
    let [row, square] = [0, 0];
    for (let x = 0, to = (y + 1) * (width + 1) + 1; x < width; x += 1, at += 1, to += 1) {
      row += light[at];
      square += light[at] * light[at];
      sums[to] = sums[to - width - 1] + row;
      squares[to] = squares[to - width - 1] + square;
    }
  }
  const half = side >> 1;
  for (let y = 0, at = 0; y < height; y += 1) {
    const top = Math.max(0, y - half) * (width + 1);
    const foot = Math.min(height, y + half + 1) * (width + 1);
    for (let x = 0; x < width; x += 1, at += 1) {
      const [left, right] = [x > half ? x - half : 0, x + half + 1 < width ? x + half + 1 : width];
      const many = ((foot - top) / (width + 1)) * (right - left);
      const mean = (sums[foot + right] - sums[foot + left] - sums[top + right] + sums[top + left]) / many;
      const spread = (squares[foot + right] - squares[foot + left] - squares[top + right] + squares[top + left]) / many;
      const bound = mean * (1 - PAPER * Math.max(0.3, 1 - Math.sqrt(Math.max(0, spread - mean * mean)) / CALM));
      ink[at] = light[at] < bound ? 1 : 0;
    }
  }
  return ink;
}

/** Return the spots of ink that hang together: [{left, right, top, foot, many, x, y}], x and y their middle. */
export function spotsOf(ink, width, height) {
  const spots = [];
  const parent = [];
  const root = (one) => {
    while (parent[one] !== one) one = parent[one] = parent[parent[one]];
    return one;
  };
  let above = [];
  for (let y = 0; y < height; y += 1) {
    const runs = [];
    for (let x = 0, at = y * width, seen = 0; x < width; x += 1, at += 1) {
      if (!ink[at]) continue;
      const left = x;
      while (x + 1 < width && ink[at + 1]) [x, at] = [x + 1, at + 1];
      let name = -1;
      while (seen < above.length && above[seen].right < left - 1) seen += 1;
      for (let look = seen; look < above.length && above[look].left <= x + 1; look += 1) {
        const other = root(above[look].name);
        if (name < 0) name = other;
        else if (name !== other) join(spots, parent, name, other);
      }
      if (name < 0) {
        name = spots.length;
        parent.push(name);
        spots.push({ left, right: x, top: y, foot: y, many: 0 });
      }
      const spot = spots[name];
      if (left < spot.left) spot.left = left;
      if (x > spot.right) spot.right = x;
      spot.foot = y;
      spot.many += x - left + 1;
      runs.push({ left, right: x, name });
    }
    for (const run of runs) run.name = root(run.name);
    above = runs;
  }
  const whole = spots.filter((_, name) => parent[name] === name);
  for (const spot of whole) [spot.x, spot.y] = [(spot.left + spot.right) / 2, (spot.top + spot.foot) / 2];
  return whole;
}

function join(spots, parent, name, other) {
  const [to, from] = [spots[name], spots[other]];
  parent[other] = name;
  to.left = Math.min(to.left, from.left);
  to.right = Math.max(to.right, from.right);
  to.top = Math.min(to.top, from.top);
  to.foot = Math.max(to.foot, from.foot);
  to.many += from.many;
}
