/**
 * Passes as they are shown at a gate: read, and checked with nothing but the pack.
 *
 * A payload, big-endian: version 1 · key number 4 · serial 8 · crisis 8 · leg 8 · meets 4 · expires 4 · birth year 2 ·
 * reference 4 · kind and size 1 · name 1 + n · leg's ref 1 + m; then Ed25519 over "dodomu pass\0" and the payload.
 */
import { hex, joined, text, unbase45, unbase64, utf8 } from "./bytes.js";
import { verifyAsync } from "./vendor/noble-ed25519/index.js";

export const PREFIX = "DODOMU1:";
const SIGNED_AS = utf8("dodomu pass\0");
const SIGNATURE = 64;
const FIXED = 44; // bytes before the name

/** A blank is a sign of base45: nothing is trimmed. Say whether a code that was read claims to be a pass of ours. */
export const isPass = (code) => code.startsWith(PREFIX);

/** Take a code apart without believing it, or return null. */
export function readPass(code) {
  if (!isPass(code)) return null;
  const raw = unbase45(code.slice(PREFIX.length));
  if (!raw || raw.length < FIXED + 2 + SIGNATURE || raw[0] !== 1) return null;
  const payload = raw.subarray(0, raw.length - SIGNATURE);
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  const nameEnds = FIXED + 1 + payload[FIXED];
  if (nameEnds >= payload.length || nameEnds + 1 + payload[nameEnds] !== payload.length) return null;
  try {
    return {
      payload,
      signature: raw.subarray(raw.length - SIGNATURE),
      key: hex(payload.subarray(1, 5)),
      serial: hex(payload.subarray(5, 13)),
      crisis: hex(payload.subarray(13, 21)),
      leg: hex(payload.subarray(21, 29)),
      meets: view.getUint32(29) * 1000,
      expires: view.getUint32(33) * 1000,
      born: view.getUint16(37) || null,
      reference: String(view.getUint32(39)).padStart(9, "0"),
      standby: (payload[43] & 0x80) !== 0,
      size: payload[43] & 0x7f,
      name: text(payload.subarray(FIXED + 1, nameEnds)),
      legRef: text(payload.subarray(nameEnds + 1)),
    };
  } catch {
    return null;
  }
}

/** Say whether bytes were signed by a key; what is no signature at all was not. */
export async function isSigned(signature, message, publicKey) {
  try {
    return await verifyAsync(signature, message, publicKey, { zip215: false });
  } catch {
    return false;
  }
}

/** Return the key of the pack that signed a pass, or null: then it is not ours. */
async function signer(pass, keys) {
  for (const key of keys.filter((each) => each.number.slice(0, 8).toLowerCase() === pass.key)) {
    if (await isSigned(pass.signature, joined(SIGNED_AS, pass.payload), unbase64(key.key))) return key;
  }
  return null;
}

/**
 * Return {ground, pass, leg?, by?}: why a pass is not good, or ground null when it is; `leg` is the leg of the pack it
 * is for. `near` knows what the pack holds: {keys, crisis: short, legs: [{id, code}], ended: serial → {g, by}}.
 */
export async function checkPass(code, near, now) {
  const pass = readPass(code);
  if (!pass) return { ground: "pass-unreadable", pass: null };
  const key = await signer(pass, near.keys);
  if (!key) return { ground: "pass-forged", pass };
  if (key.state === "disowned") return { ground: "key-disowned", pass };
  if (pass.crisis !== near.crisis) return { ground: "pass-of-another-crisis", pass };
  const leg = near.legs.find((each) => each.code === pass.leg) ?? null;
  const ended = near.ended.get(pass.serial);
  if (ended) return { ground: ended.g, pass, leg, by: ended.by };
  if (now >= pass.expires) return { ground: "pass-expired", pass, leg };
  return { ground: null, pass, leg };
}

/**
 * Return the keys by which a pack is looked at: those that are known, or, where it is signed by a newer one, those that
 * came with it, proved by the secret that only this device and the ministry have.
 */
export async function keysFor(signed, { keys, carry_key: shared }) {
  if (!signed.proof || keys.some((each) => each.id === signed.key)) return keys;
  const how = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", unbase64(shared), how, false, ["verify"]);
  const said = utf8(`dodomu keys\0${signed.signature}\0${signed.keys}`);
  return (await crypto.subtle.verify("HMAC", key, unbase64(signed.proof), said)) ? JSON.parse(signed.keys) : keys;
}

/** Return the text of a signed pack as facts, or null when it is not signed by one of the keys. */
export async function openPack(signed, keys) {
  const key = keys.find((each) => each.id === signed.key && each.state !== "disowned");
  if (!key) return null;
  const message = joined(utf8("dodomu pack\0"), utf8(signed.pack));
  return (await isSigned(unbase64(signed.signature), message, unbase64(key.key))) ? JSON.parse(signed.pack) : null;
}
