/** Travel documents of nobody, drawn and photographed: the same seed gives the same picture. */

const VALUES = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const PAGES = {
  TD3: [125, 88, 44],
  TD2: [105, 74, 36],
  TD1: [85.6, 54, 30],
  "MRV-A": [120, 80, 44],
  "MRV-B": [105, 74, 36],
};
const PITCH = 2.54; // millimetres, as ICAO Doc 9303 asks
const LINE = 6.35;
const FAMILY = [
  "VYMYSHLENA",
  "NICHYJOVA",
  "ZRAZKOVA",
  "PRYKLADENKO",
  "XQWYTBERG",
  "DOSSOVA",
  "BIJUGUMBA",
  "KAZKOVYK",
  "OQUIZ",
];
const GIVEN = ["ZRAZKA", "TESTYMYR", "OBIDA", "QUVVAT", "JWXYZA", "BOSILLA", "ISLIZO", "SZABO", "HUGINN", "EFKLPRA"];

/** A row of numbers between nought and one that is the same for the same seed. */
export function chance(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  next.between = (low, high) => low + (high - low) * next();
  next.of = (list) => list[Math.floor(next() * list.length)];
  next.about = (spread) => (next() + next() + next() + next() - 2) * 1.7320508 * spread;
  return next;
}

const digit = (field) =>
  String(
    Array.from(field).reduce((sum, each, at) => sum + Math.max(0, VALUES.indexOf(each)) * [7, 3, 1][at % 3], 0) % 10,
  );
const pad = (text, width) => text.slice(0, width).padEnd(width, "<");
const two = (number) => String(number).padStart(2, "0");
const signs = (next, letters, count) => Array.from({ length: count }, () => next.of(letters)).join("");

/** Return the lines of a document of nobody. */
export function lines(next, type) {
  const day = (from, to) =>
    two(Math.floor(next.between(from, to))) + two(1 + Math.floor(next() * 12)) + two(1 + Math.floor(next() * 28));
  const one = (list, second) => next.of(list) + (next() < second ? `<${next.of(list)}` : "");
  const names = `${one(FAMILY, 0.3)}<<${one(GIVEN, 0.5)}`;
  const number = pad("XX" + signs(next, next() < 0.5 ? "0123456789" : VALUES, next() < 0.7 ? 6 : 7), 9);
  const [born, until, sex] = [day(30, 99), day(27, 36), next.of("MF<")];
  const [birth, expiry, doc] = [born + digit(born), until + digit(until), number + digit(number)];
  const more = next() < 0.5 ? signs(next, VALUES, 11) : "";
  if (type === "TD1") {
    const first = pad(`IDUTO${doc}${more}`, 30);
    const second = `${birth}${sex}${expiry}UTO${pad(more, 11)}`;
    return [first, second + digit(first.slice(5) + birth + expiry + second.slice(18)), pad(names, 30)];
  }
  const width = PAGES[type][2];
  const head = `${doc}UTO${birth}${sex}${expiry}`;
  const code = type.startsWith("MRV") ? "V<" : type === "TD3" ? "P<" : "I<";
  const first = pad(`${code}UTO${names}`, width);
  if (type.startsWith("MRV")) return [first, pad(head + more, width)];
  const optional = type === "TD3" ? pad(more, 14) + (more || next() < 0.5 ? digit(pad(more, 14)) : "<") : pad(more, 7);
  return [first, head + optional + digit(doc + birth + expiry + optional)];
}

let ready;
/** Load the letters. */
export function letters(address) {
  ready ??= new FontFace("MRZ", `url(${address})`)
    .load()
    .then((face) => (globalThis.fonts ?? document.fonts).add(face));
  return ready;
}

/** Draw the page of a document, `scale` points a millimetre. */
export function draw(type, written, next, { scale = 10, pattern = 0.5, weight = 0, stretch = 1 } = {}) {
  const [wide, high, width] = PAGES[type];
  const paper = new OffscreenCanvas(Math.round(wide * scale), Math.round(high * scale));
  const pen = paper.getContext("2d", { willReadFrequently: true });
  const ground = Math.floor(next.between(205, 245));
  pen.fillStyle = `rgb(${ground},${ground},${ground})`;
  pen.fillRect(0, 0, paper.width, paper.height);
  waves(pen, paper, next, pattern, scale);
  pen.scale(scale, scale);
  pen.fillStyle = "#888";
  pen.fillRect(4, high * 0.2, wide * 0.26, high * 0.4);
  pen.fillStyle = "#333";
  pen.font = "3px sans-serif";
  for (let at = 0; at < 7; at += 1)
    pen.fillText(signs(next, "ABCDEFGHIKLMNOPRSTUVXYZ 0123456789", 22), wide * 0.36, high * (0.16 + at * 0.075));
  const top = type === "TD1" ? high - 4.5 - 2 * LINE - 2 : high - 5.5 - LINE - 2;
  const left = type === "TD1" ? 4.7 : (wide - width * PITCH) / 2;
  pen.font = "10px MRZ";
  const size = (PITCH / pen.measureText("0").width) * 10;
  pen.font = `${size}px MRZ`;
  const ink = Math.floor(next.between(10, 70));
  pen.fillStyle = `rgb(${ink},${ink},${ink})`;
  pen.strokeStyle = weight > 0 ? pen.fillStyle : `rgb(${ground},${ground},${ground})`;
  pen.lineWidth = Math.abs(weight);
  written.forEach((line, row) => {
    for (const [column, sign] of Array.from(line).entries()) {
      pen.save();
      pen.translate(left + column * PITCH, top + row * LINE + 1.25 + 1.25 * stretch);
      pen.scale(1, stretch);
      pen.fillText(sign, 0, 0);
      if (weight) pen.strokeText(sign, 0, 0);
      pen.restore();
    }
  });
  return {
    paper,
    wide,
    high,
    scale,
    middle: [left + (width * PITCH) / 2, top + ((written.length - 1) * LINE) / 2 + 1.25],
    span: width * PITCH,
  };
}

function waves(pen, paper, next, strength, scale) {
  pen.lineWidth = 0.12 * scale;
  for (let at = 0; at < 40; at += 1) {
    const [phase, swing, speed] = [next() * 6, next.between(1, 5) * scale, (next.between(0.02, 0.08) / scale) * 10];
    pen.strokeStyle = `rgba(90,90,120,${strength * next.between(0.1, 0.5)})`;
    pen.beginPath();
    for (let x = 0; x <= paper.width; x += 8)
      pen.lineTo(x, (at / 40) * paper.height + Math.sin(x * speed + phase) * swing);
    pen.stroke();
  }
}

/**
 * Photograph a page: `turn`, `tilt` and `swing` in degrees, `fill` of the picture's width by the lines, `blur` and
 * `noise` in points and steps, `light` from nought to one, `glare` the width of a reflection as part of the picture.
 */
export function photograph(page, next, given = {}) {
  const {
    width = 1280,
    height = 720,
    turn = 0,
    tilt = 0,
    swing = 0,
    fill = 0.85,
    blur = 0,
    noise = 0,
    light = 1,
    glare = 0,
    uneven = 0,
    move = 0,
  } = given;
  const from = page.paper.getContext("2d").getImageData(0, 0, page.paper.width, page.paper.height).data;
  const back = inverse(
    sight(page, { width, height, turn, tilt, swing, fill, off: [next.between(-0.02, 0.02), next.between(-0.15, 0.2)] }),
  );
  let grey = new Float32Array(width * height);
  const table = next.between(40, 150);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const w = back[6] * x + back[7] * y + back[8];
      const u = ((back[0] * x + back[1] * y + back[2]) / w) * page.scale;
      const v = ((back[3] * x + back[4] * y + back[5]) / w) * page.scale;
      grey[y * width + x] = sample(from, page.paper.width, page.paper.height, u, v, table);
    }
  }
  if (blur) grey = softened(grey, width, height, blur);
  if (move) grey = dragged(grey, width, height, Math.round(move));
  const [gx, gy, size] = [next.between(0.1, 0.9) * width, next.between(0.4, 0.8) * height, glare * width];
  const [ux, uy] = [next.between(-1, 1) * uneven, next.between(-1, 1) * uneven];
  const data = new Uint8ClampedArray(width * height * 4);
  for (let at = 0; at < grey.length; at += 1) {
    const [x, y] = [at % width, (at / width) | 0];
    let value = grey[at] * light * (1 + ux * (x / width - 0.5) + uy * (y / height - 0.5));
    if (size) value += 330 * Math.exp(-(((x - gx) / size) ** 2 + ((y - gy) / (size * 0.6)) ** 2));
    value += noise ? next.about(noise) : 0;
    data[at * 4] = data[at * 4 + 1] = data[at * 4 + 2] = value;
    data[at * 4 + 3] = 255;
  }
  return new ImageData(data, width, height);
}

/** From millimetres of the page to points of the picture: a plane turned in space before a pinhole. */
function sight(page, { width, height, turn, tilt, swing, fill, off }) {
  const [a, b, c] = [turn, tilt, swing].map((each) => (each * Math.PI) / 180);
  const scale = (fill * width) / page.span;
  const focal = 1.1 * width;
  const [mx, my] = page.middle;
  const across = [
    Math.cos(a) * Math.cos(c),
    Math.sin(a) * Math.cos(b) + Math.cos(a) * Math.sin(b) * Math.sin(c),
    Math.sin(a) * Math.sin(b) - Math.cos(a) * Math.cos(b) * Math.sin(c),
  ];
  const down = [
    -Math.sin(a) * Math.cos(c),
    Math.cos(a) * Math.cos(b) - Math.sin(a) * Math.sin(b) * Math.sin(c),
    Math.cos(a) * Math.sin(b) + Math.sin(a) * Math.cos(b) * Math.sin(c),
  ];
  const [cx, cy] = [width * (0.5 + off[0]), height * (0.5 + off[1])];
  const row = (axis, centre) => [
    across[axis] * scale + (centre * across[2] * scale) / focal,
    down[axis] * scale + (centre * down[2] * scale) / focal,
  ];
  const [x, y] = [row(0, cx), row(1, cy)];
  const w = [(across[2] * scale) / focal, (down[2] * scale) / focal];
  const at = ([p, q], add) => [p, q, add - p * mx - q * my];
  return [...at(x, cx), ...at(y, cy), ...at(w, 1)];
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

function sample(from, width, height, u, v, outside) {
  const [x, y] = [Math.floor(u), Math.floor(v)];
  if (!(x >= 0 && y >= 0 && x < width - 1 && y < height - 1)) return outside;
  const [p, q, at] = [u - x, v - y, (y * width + x) * 4];
  const below = at + width * 4;
  return (from[at] * (1 - p) + from[at + 4] * p) * (1 - q) + (from[below] * (1 - p) + from[below + 4] * p) * q;
}

function softened(grey, width, height, spread) {
  const reach = Math.ceil(spread * 2.5);
  const kernel = Array.from({ length: reach * 2 + 1 }, (_, at) =>
    Math.exp(-((at - reach) ** 2) / (2 * spread * spread)),
  );
  const sum = kernel.reduce((so, each) => so + each, 0);
  const pass = (source, step, limit, place) => {
    const out = new Float32Array(source.length);
    for (let at = 0; at < source.length; at += 1) {
      const here = place(at);
      let total = 0;
      for (let k = -reach; k <= reach; k += 1)
        total += kernel[k + reach] * source[at + (Math.min(limit - 1, Math.max(0, here + k)) - here) * step];
      out[at] = total / sum;
    }
    return out;
  };
  return pass(
    pass(grey, 1, width, (at) => at % width),
    width,
    height,
    (at) => (at / width) | 0,
  );
}

function dragged(grey, width, height, by) {
  const out = new Float32Array(grey.length);
  for (let at = 0; at < grey.length; at += 1) {
    let total = 0;
    for (let k = 0; k < by; k += 1) total += grey[at + Math.min(k, width - 1 - (at % width))];
    out[at] = total / by;
  }
  return out;
}

/** Return a picture as a file, and what is left of it when it is opened again. */
export async function squeezed(image, quality) {
  const file = await jpeg(image, quality);
  const bitmap = await createImageBitmap(file);
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const pen = canvas.getContext("2d");
  pen.drawImage(bitmap, 0, 0);
  return pen.getImageData(0, 0, canvas.width, canvas.height);
}

export async function jpeg(image, quality) {
  const canvas = new OffscreenCanvas(image.width, image.height);
  canvas.getContext("2d").putImageData(image, 0, 0);
  return canvas.convertToBlob({ type: "image/jpeg", quality });
}

/** What is hard about a picture, one trouble at a time and all of them. */
export const TROUBLES = {
  plain: () => ({}),
  turned: (next) => ({ turn: next.between(-7, 7) }),
  leaning: (next) => ({ tilt: next.between(-18, 18), swing: next.between(-12, 12), turn: next.between(-3, 3) }),
  blurred: (next, size) => ({ blur: next.between(0.6, 1.5) * size }),
  moved: (next, size) => ({ move: next.between(2, 4.4) * size }),
  noisy: (next) => ({ noise: next.between(6, 18) }),
  dark: (next) => ({ light: next.between(0.12, 0.35), noise: next.between(2, 5) }),
  pressed: (next) => ({ quality: next.between(0.2, 0.5) }),
  glaring: (next) => ({ glare: next.between(0.03, 0.12) }),
  patterned: (next) => ({ pattern: next.between(1, 2) }),
  far: (next) => ({ fill: next.between(0.6, 0.75) }),
  bold: (next) => ({ weight: next.between(-0.08, 0.12), stretch: next.between(0.93, 1.07) }),
  all: (next, size) => ({
    turn: next.between(-7, 7),
    tilt: next.between(-12, 12),
    swing: next.between(-8, 8),
    blur: next.between(0, 0.9) * size,
    noise: next.between(0, 8),
    light: next.between(0.35, 1),
    uneven: next.between(0, 0.7),
    quality: next.between(0.45, 0.95),
    glare: next() < 0.3 ? next.between(0.02, 0.06) : 0,
    fill: next.between(0.75, 0.9),
    weight: next.between(-0.05, 0.08),
    stretch: next.between(0.96, 1.04),
    pattern: next.between(0, 1.4),
  }),
};

/** Return {type, written, image} of a document with one trouble, taken with so many points across. */
export async function specimen(seed, { type = "TD3", trouble = "plain", width = 1280, height = 720, written } = {}) {
  const next = chance(seed);
  written ??= lines(next, type);
  const given = { fill: next.between(0.8, 0.9), ...TROUBLES[trouble](next, width / 1280) };
  const scale = Math.max(4, ((given.fill * width) / (PAGES[type][2] * PITCH)) * 1.3);
  const page = draw(type, written, next, {
    scale,
    pattern: given.pattern ?? 0.5,
    weight: given.weight ?? 0,
    stretch: given.stretch ?? 1,
  });
  const image = photograph(page, next, { width, height, ...given });
  return { type, written, image: given.quality ? await squeezed(image, given.quality) : image };
}
