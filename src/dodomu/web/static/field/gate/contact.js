/** Speaking with us whenever a network happens to be there. Nothing waits for it, nothing is lost when it fails. */
import { offFrom } from "./clock.js";

const MOST_AT_ONCE = 50; // on a bad network a small piece arrives where a large one does not
const MOST_BYTES = 1_500_000;
const PATIENCE = 30_000;
const SOONEST = 2000;
const LATEST = 300_000;
const EVERY = 60_000; // a word now and then, though nothing is to be sent: the clock, a withdrawn device, doubts

export class NoContact extends Error {
  constructor(status, said = {}) {
    super(said.words ?? said.error ?? String(status));
    this.status = status;
    this.said = said;
  }
}

/** Ask us something and return what we say with the hours it took; whatever is no clear answer is `NoContact`. */
export async function ask(path, { body, as, language = "en" } = {}) {
  const asked = Date.now();
  let answer;
  try {
    answer = await fetch(`/field/gate/api/${path}`, {
      method: body === undefined ? "GET" : "POST",
      headers: {
        "Accept-Language": language,
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        ...(as ? { Authorization: `Device ${as.device}.${as.secret}` } : {}),
      },
      body: body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body),
      cache: "no-store",
      credentials: "omit",
      signal: AbortSignal.timeout(PATIENCE),
    });
  } catch {
    throw new NoContact(0);
  }
  const said = await answer.json().catch(() => null);
  if (!answer.ok || said === null) throw new NoContact(answer.status, said ?? {});
  return { ...said, off: typeof said.now === "number" ? offFrom(asked, Date.now(), said.now) : null };
}

/** Return the next touches that go at once. */
export function batch(unsent) {
  const chosen = [];
  let size = 0;
  for (const touch of unsent) {
    size += JSON.stringify(touch.body).length + 600;
    if (chosen.length && (chosen.length >= MOST_AT_ONCE || size > MOST_BYTES)) break;
    chosen.push(touch);
  }
  return chosen;
}

/** Return touches as they are sent. `number` and `off` stay what they were, so that every repetition is the same. */
export const wire = (touch) => {
  const { sent, local, ...sentAs } = touch;
  return sentAs;
};

/** The envelope of touches. */
export const envelope = (device, touches, now = Date.now()) => ({
  device: device.self.device,
  now,
  made: device.made(),
  point: device.gate?.pack.point.id ?? null,
  pack: device.gate?.pack.id ?? null,
  touches: touches.map(wire),
});

/**
 * Keep speaking with us: what is unsent goes, again and again, until it is acknowledged by id. Returns {soon, stop}.
 * `device` has: self, made(), gate, unsent(), compared(answer), acknowledged(ids), heard(answer), failed(reason).
 */
export function keepInContact(device) {
  let pause = SOONEST;
  let timer = null;
  let busy = false;
  let again = false;
  let stopped = false;

  async function speak() {
    if (busy) {
      again = true;
      return;
    }
    busy = true;
    again = false;
    try {
      const arrived = await once(device);
      if (!device.unsent().length) pause = EVERY;
      else pause = arrived ? 0 : longer(pause); // what is not acknowledged is not sent again without a breath
    } catch (fault) {
      device.failed(fault);
      const asked = (fault.said?.retry ?? 0) * 1000;
      pause = Math.max(asked, longer(pause));
    }
    busy = false;
    if (!stopped) later(again ? 0 : pause);
  }
  function later(after) {
    clearTimeout(timer);
    timer = setTimeout(speak, after);
  }
  const soon = () => {
    if (stopped) return;
    if (busy) again = true;
    else later(0);
  };
  addEventListener("online", soon);
  soon();
  return {
    soon,
    stop() {
      stopped = true;
      clearTimeout(timer);
      removeEventListener("online", soon);
    },
  };
}

/** Twice as long, and not quite: many devices that lost one network do not come back in one moment. */
const longer = (pause) =>
  pause === EVERY || pause === 0 ? SOONEST : Math.min(LATEST, pause * 2 * (0.75 + Math.random() / 2));

/** Speak once, and return how many touches arrived. */
async function once(device) {
  if (!device.compared()) device.compared(await say(device));
  const chosen = batch(device.unsent());
  if (!chosen.length) {
    await device.heard(await say(device));
    return 0;
  }
  const ready = await device.stamped(chosen);
  const answer = await ask("touches", { body: envelope(device, ready), as: device.self, language: device.language });
  device.compared(answer);
  const kept = new Set(answer.kept);
  const arrived = ready.map((each) => each.id).filter((id) => kept.has(id));
  await device.acknowledged(arrived);
  await device.heard(answer);
  return arrived.length;
}

/** Say how this device stands, without touches. */
async function say(device) {
  const { touches, device: _, ...how } = envelope(device, []);
  return ask("contact", { body: how, as: device.self, language: device.language });
}
