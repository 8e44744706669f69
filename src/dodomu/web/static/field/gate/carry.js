/** Carrying touches out of a device that will never see a network again: as a sealed file, or as a row of codes. */
import { base45, base64, hex, sha256, text, unbase45, unbase64, utf8 } from "./bytes.js";

const PREFIX = "DODOMUC1:";
const PIECE = 380; // bytes in one code: a cracked screen is still read at arm's length
const MOST_IN_LINE = 500;

/** Return the sealed lines that hold these envelopes; only the ministry and this device can open them. */
export async function sealed(self, envelopes) {
  const lines = [];
  for (const each of envelopes) lines.push(JSON.stringify(await sealedOne(self, each)));
  return lines;
}

/** Part touches into as many as one line may hold. */
export function parted(touches) {
  const parts = [];
  for (let at = 0; at < touches.length; at += MOST_IN_LINE) parts.push(touches.slice(at, at + MOST_IN_LINE));
  return parts;
}

async function sealedOne(self, envelope) {
  const key = await crypto.subtle.importKey("raw", unbase64(self.carry_key), "AES-GCM", false, ["encrypt"]);
  const nonce = crypto.getRandomValues(new Uint8Array(12));
  const plain = utf8(JSON.stringify(envelope));
  const small = await deflated(plain);
  const additionalData = utf8(`dodomu carry 1 ${self.device}`);
  const closed = await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce, additionalData }, key, small ?? plain);
  return {
    dodomu: "carry",
    v: 1,
    device: self.device,
    nonce: base64(nonce),
    ...(small ? { zip: "deflate-raw" } : {}),
    sealed: base64(new Uint8Array(closed)),
  };
}

/** Compress, where the browser can; else the codes are more. */
async function deflated(bytes) {
  if (!("CompressionStream" in globalThis)) return null;
  try {
    const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream("deflate-raw"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  } catch {
    return null;
  }
}

/** Cut a line into texts of codes. */
export async function pieces(line) {
  const raw = utf8(line);
  const set = hex((await sha256(raw)).subarray(0, 4)).toUpperCase();
  const count = Math.ceil(raw.length / PIECE);
  return Array.from({ length: count }, (_, at) => {
    return `${PREFIX}${set}:${at + 1}/${count}:${base45(raw.subarray(at * PIECE, (at + 1) * PIECE))}`;
  });
}

/** Say whether a code is a piece of something carried. */
export const isPiece = (code) => code.startsWith(PREFIX);

/** Put codes together in whatever order they are seen: `add` returns {have, of, line?}, or null for what is none. */
export function collector() {
  let set = null;
  let count = 0;
  let have = new Map();
  return {
    async add(code) {
      const piece = /^DODOMUC1:([0-9A-F]{8}):(\d+)\/(\d+):(.*)$/.exec(code);
      const bytes = piece && unbase45(piece[4]);
      if (!bytes) return null;
      if (piece[1] !== set) [set, count, have] = [piece[1], Number(piece[3]), new Map()];
      have.set(Number(piece[2]), bytes);
      if (have.size < count) return { have: have.size, of: count };
      const whole = await new Blob(
        [...have.entries()].sort(([one], [other]) => one - other).map(([, each]) => each),
      ).arrayBuffer();
      const raw = new Uint8Array(whole);
      if (hex((await sha256(raw)).subarray(0, 4)).toUpperCase() !== set) {
        have = new Map();
        return { have: 0, of: count };
      }
      return { have: count, of: count, line: text(raw) };
    },
  };
}
