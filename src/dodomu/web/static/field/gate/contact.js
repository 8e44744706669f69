/** Speaking with us whenever a network happens to be there. Nothing waits for it, nothing is lost when it fails. */
import { offFrom } from "./clock.js";

const MOST_AT_ONCE = 50; // on a bad network a small piece arrives where a large one does not
const MOST_BYTES = 1_500_000;
const PATIENCE = 30_000;
const LONG_PATIENCE = 180_000; // for a list or pictures on a network of the last century
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
export async function ask(path, { body, as, language = "en", patience = PATIENCE } = {}) {
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
      signal: AbortSignal.timeout(patience),
    });
  } catch {
    throw new NoContact(0);
  }
  const said = await answer.json().catch(() => null);
  if (!answer.ok || said === null) throw new NoContact(answer.status, said ?? {});
  return { ...said, off: typeof said.now === "number" ? offFrom(asked, Date.now(), said.now) : null };
}

/** Return the next touches that go at once, `most` of them. */
export function batch(unsent, most = MOST_AT_ONCE) {
  const chosen = [];
  let size = 0;
  for (const touch of unsent) {
    size += JSON.stringify(touch.body).length + 600;
    if (chosen.length && (chosen.length >= most || size > MOST_BYTES)) break;
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
 * `device` has: self, made(), gate, unsent(), compared(answer), stamped(touches), acknowledged(ids), carried(),
 * handedIn(line), heard(answer), failed(reason).
 */
export function keepInContact(device) {
  let pause = SOONEST;
  let timer = null;
  let busy = false;
  let again = false;
  let stopped = false;
  const how = { most: MOST_AT_ONCE, last: new Set() };

  async function speak() {
    if (busy) {
      again = true;
      return;
    }
    busy = true;
    again = false;
    try {
      const arrived = await once(device, how);
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
async function once(device, how) {
  if (!device.compared()) device.compared(await say(device));
  const ready = await device.stamped(batch(inTurn(device.unsent(), how.last), how.most));
  if (!ready.length) {
    await device.heard(await say(device));
    await handIn(device);
    return 0;
  }
  const answer = await send(device, ready, how);
  device.compared(answer);
  const kept = new Set(answer.kept);
  const arrived = ready.map((each) => each.id).filter((id) => kept.has(id));
  await device.acknowledged(arrived);
  await device.heard(answer);
  return arrived.length;
}

/** The oldest first; what did not go even alone waits until everything else has gone: it keeps nothing back. */
const inTurn = (unsent, last) =>
  last.size ? [...unsent].sort((one, other) => last.has(one.id) - last.has(other.id)) : unsent;

const NOT_FOR_ITS_SIZE = new Set([401, 403, 429]);

/** Send touches; what does not go is less the next time, because a gateway may take less than we do. */
async function send(device, ready, how) {
  const asked = { body: envelope(device, ready), as: device.self, language: device.language, patience: LONG_PATIENCE };
  try {
    const answer = await ask("touches", asked);
    how.most = Math.min(MOST_AT_ONCE, how.most * 2);
    return answer;
  } catch (fault) {
    if (NOT_FOR_ITS_SIZE.has(fault.status)) throw fault;
    if (fault.status && ready.length === 1) how.last.add(ready[0].id);
    how.most = Math.max(1, Math.floor(ready.length / 2));
    throw fault;
  }
}

/** Hand in what other devices gave us to carry. What does not open is left: nothing that is carried is thrown away. */
async function handIn(device) {
  for (const line of await device.carried()) {
    try {
      await handInOne(device, line);
    } catch (fault) {
      if (fault.status !== 422) throw fault;
    }
  }
}

/** Hand in one sealed line, and return how many touches of it are kept. */
export async function handInOne(device, line) {
  const { kept } = await ask("carry?via=codes", { body: line, as: device.self, language: device.language });
  await device.handedIn(line);
  return kept.length;
}

/** Say how this device stands, without touches. */
async function say(device) {
  const { touches, device: _, ...how } = envelope(device, []);
  return ask("contact", { body: how, as: device.self, language: device.language });
}
