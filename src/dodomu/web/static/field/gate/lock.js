/** The officer's PIN: it opens the key that everything is sealed with, and is kept nowhere. */
import { utf8 } from "./bytes.js";

export const SHORTEST = 6;
const ROUNDS = 600_000;
const FREE_TRIES = 3;
const LONGEST_WAIT = 15 * 60_000;

/** Say what is wrong with a PIN somebody chose: too short, or one that everybody tries first. Null: nothing. */
export function faultOf(pin) {
  if (pin.length < SHORTEST) return "short";
  const steps = new Set(
    Array.from(pin)
      .slice(1)
      .map((each, at) => each.charCodeAt(0) - pin.charCodeAt(at)),
  );
  return steps.size === 1 && Math.abs([...steps][0]) <= 1 ? "plain" : null;
}

/** Make a key for a new device, close it with the PIN, and return it. */
export async function makeLock(store, pin) {
  const raw = crypto.getRandomValues(new Uint8Array(32));
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const wrapped = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await fromPin(pin, salt, ROUNDS), raw);
  await store.putPlain("lock", {
    salt,
    iv,
    wrapped: new Uint8Array(wrapped),
    rounds: ROUNDS,
    digits: /^\d+$/.test(pin), // gloves need large keys; whoever guesses begins with digits anyway
    wrong: 0,
    until: 0,
  });
  return usable(raw);
}

/** Return how many milliseconds nobody may try, because of wrong PINs before. A clock set back does not prolong it. */
export async function waits(store) {
  const { until } = await store.plain("lock");
  return Math.min(Math.max(0, until - Date.now()), LONGEST_WAIT);
}

/** Return the key, or null for a wrong PIN. A try counts before it is made: killing the browser undoes nothing. */
export async function unlock(store, pin) {
  const lock = await store.plain("lock");
  if ((await waits(store)) > 0) return null;
  const wrong = lock.wrong + 1;
  const wait = wrong < FREE_TRIES ? 0 : Math.min(LONGEST_WAIT, 5000 * 2 ** (wrong - FREE_TRIES));
  await store.putPlain("lock", { ...lock, wrong, until: Date.now() + wait });
  try {
    const how = { name: "AES-GCM", iv: lock.iv };
    const raw = await crypto.subtle.decrypt(how, await fromPin(pin, lock.salt, lock.rounds), lock.wrapped);
    await store.putPlain("lock", { ...lock, wrong: 0, until: 0 });
    return usable(new Uint8Array(raw));
  } catch {
    return null;
  }
}

async function fromPin(pin, salt, iterations) {
  const typed = await crypto.subtle.importKey("raw", utf8(pin.normalize("NFC")), "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations };
  return crypto.subtle.deriveKey(how, typed, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

const usable = (raw) => crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
