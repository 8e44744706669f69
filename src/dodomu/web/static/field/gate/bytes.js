/** Bytes and the texts they are written as. */

const BASE45 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
const encoder = new TextEncoder();

/** Return the UTF-8 of a text. */
export const utf8 = (text) => encoder.encode(text);

/** Return the text of UTF-8, or throw: what is damaged is not guessed. */
export const text = (bytes) => new TextDecoder("utf-8", { fatal: true }).decode(bytes);

/** Return bytes as lower-case hexadecimal. */
export const hex = (bytes) => Array.from(bytes, (each) => each.toString(16).padStart(2, "0")).join("");

/** Return the bytes of hexadecimal. */
export const unhex = (digits) => Uint8Array.from(digits.match(/../g) ?? [], (pair) => parseInt(pair, 16));

/** Return bytes as base64; in pieces, because a function takes only so many arguments. */
export function base64(bytes) {
  let raw = "";
  for (let at = 0; at < bytes.length; at += 8192) raw += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(raw);
}

/** Return the bytes of base64. */
export const unbase64 = (letters) => Uint8Array.from(atob(letters), (each) => each.charCodeAt(0));

/** Return several runs of bytes as one. */
export function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Return SHA-256 of bytes. */
export const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));

/** Return the eight bytes, in hexadecimal, by which a crisis or leg stands in a pass. */
export const shortOf = async (uuid) => hex((await sha256(unhex(uuid.replaceAll("-", "")))).subarray(0, 8));

/** Write bytes in base45 (RFC 9285). */
export function base45(bytes) {
  let written = "";
  for (let at = 0; at < bytes.length; at += 2) {
    const two = at + 1 < bytes.length;
    let value = two ? bytes[at] * 256 + bytes[at + 1] : bytes[at];
    for (let digit = 0; digit < (two ? 3 : 2); digit += 1, value = Math.floor(value / 45))
      written += BASE45[value % 45];
  }
  return written;
}

/** Read base45, or return null for what is none. */
export function unbase45(written) {
  const digits = Array.from(written, (each) => BASE45.indexOf(each));
  if (digits.includes(-1) || digits.length % 3 === 1) return null;
  const bytes = [];
  for (let at = 0; at < digits.length; at += 3) {
    const [low, middle, high] = [digits[at], digits[at + 1], digits[at + 2]];
    const value = low + middle * 45 + (high ?? 0) * 2025;
    if (value > (high === undefined ? 255 : 65535)) return null;
    if (high === undefined) bytes.push(value);
    else bytes.push(value >> 8, value & 255);
  }
  return Uint8Array.from(bytes);
}

/** Return a new id that sorts by the hour it was made at (UUID version 7). */
export function uuid7(now) {
  const raw = crypto.getRandomValues(new Uint8Array(16));
  let hour = now;
  for (let at = 5; at >= 0; at -= 1, hour = Math.floor(hour / 256)) raw[at] = hour % 256;
  raw[6] = (raw[6] & 0x0f) | 0x70;
  raw[8] = (raw[8] & 0x3f) | 0x80;
  const digits = hex(raw);
  return [
    [0, 8],
    [8, 12],
    [12, 16],
    [16, 20],
    [20, 32],
  ]
    .map(([from, to]) => digits.slice(from, to))
    .join("-");
}
