/** This device, unlocked: what it is, what it was given, what it has done. The one place that the screens ask. */
import { shortOf, uuid7 } from "./bytes.js";
import { heldClock, hourNow, hourOf, shiftFor } from "./clock.js";
import { ask, keepInContact } from "./contact.js";
import { makeFinder } from "./finding.js";
import { openGate, tell } from "./gate.js";
import { keysFor, openPack } from "./passes.js";

const REFRESHED_AFTER = 180_000;
const OF_THE_LINE = 20; // a list is fetched by itself so seldom that it takes a twentieth of a slow line
const WAITED_FOR = 300_000; // by who asked for it: two megabytes over the slowest network
const BY_ITSELF = 60_000; // touches wait behind it

/** Open everything that is kept; `changed` is called whenever something of it changes. */
export async function openDevice(store, { language, changed, wiped }) {
  const device = new Device(store, language, changed, wiped);
  await device.open();
  return device;
}

class Device {
  self = null;
  gate = null;
  finder = null;
  touches = [];
  clock = { off: null, shift: 0 };
  contact = null;
  locked = false;
  highest = 0; // number of a touch that the memory has let go
  problem = null; // why the last contact failed: shown small, never in the way
  lastContact = null;
  doubts = 0;
  #store;
  #changed;
  #wiped;
  #fresh = false; // whether the clock was compared since the gate was opened, and not set back after
  #read = 0; // what the clock said when it was last read
  #over = false;
  #fetching = null;
  #pause = REFRESHED_AFTER;

  constructor(store, language, changed, wiped) {
    this.#store = store;
    this.language = language;
    this.#changed = changed;
    this.#wiped = wiped;
  }

  async open() {
    this.self = (await this.#store.sealed("self")) ?? null;
    this.clock = (await this.#store.sealed("clock")) ?? this.clock;
    this.touches = await this.#store.touches();
    this.#read = Math.max(this.clock.at ?? 0, this.touches.at(-1)?.made ?? 0);
    // What cannot be read is fetched anew; that must not keep back what was written down.
    const kept = await this.#store.sealed("pack").catch(() => null);
    if (kept) await this.#use(kept);
    if (this.self) this.contact = keepInContact(this);
  }

  /** Forget everybody. What is unsent goes on being sent as long as the page is open; then the key is forgotten too. */
  lock() {
    Object.assign(this, { gate: null, finder: null, locked: true, highest: this.made(), touches: this.unsent() });
    if (!this.touches.length) this.close();
  }

  /** Say whether something goes on being sent behind the lock. */
  isSending() {
    return !this.#over;
  }

  /** Let everything go, the key too. */
  close() {
    if (this.#over) return;
    this.leave();
    this.#store.use(null);
    Object.assign(this, { self: null, gate: null, finder: null, touches: [] });
  }

  /** Do nothing more: another takes over what is kept. */
  leave() {
    this.#over = true;
    this.contact?.stop();
  }

  get officer() {
    return this.self.working ?? this.self.officer?.name ?? "";
  }

  now() {
    return hourNow(this.clock, this.#tick());
  }

  /** Read the clock; set back since it was last read, it has to be compared before its hours count. */
  #tick() {
    const now = Date.now();
    const held = heldClock(this.clock, now, this.#read);
    this.#read = now;
    if (held !== this.clock) {
      this.#fresh = false;
      this.#keepClock({ ...held, at: now });
    }
    return now;
  }

  #keepClock(clock) {
    this.clock = clock;
    if (this.gate) this.gate.clock = clock;
    this.#store.putSealed("clock", clock).catch(() => {}); // it is compared again before long
  }

  unsent() {
    return this.touches.filter((each) => !each.sent);
  }

  made() {
    return Math.max(this.highest, this.touches.at(-1)?.number ?? 0);
  }

  /** Return since when something has been waiting to be sent, by this clock; null: nothing is. */
  waitsSince() {
    return this.unsent()[0]?.made ?? null;
  }

  /** Enrol with what we answered, once. */
  async enrolled(self) {
    this.self = self;
    await this.#store.putSealed("self", self);
    this.compared(self);
    this.contact = keepInContact(this);
  }

  async workAs(name) {
    this.self = { ...this.self, working: name };
    await this.#store.putSealed("self", this.self);
    this.#changed();
  }

  /** Write down what was done: all of it or nothing, on the disk before it is said to be done. */
  async record(...done) {
    const made = this.#tick();
    const last = this.touches.length ? hourOf(this.touches.at(-1), this.clock) : 0;
    const shift = this.self.crisis.exercise ? shiftFor(made, this.clock, last) : this.clock.shift;
    const touches = done.map(({ id = uuid7(made), kind, leg = null, persons = [], body = {}, local }) => ({
      id,
      kind,
      made,
      off: this.clock.off,
      shift,
      officer: this.officer,
      point: this.gate.pack.point.id,
      leg,
      persons,
      pack: this.gate.pack.id,
      body,
      ...(local ? { local } : {}),
    }));
    const numbers = await this.#store.append(touches);
    touches.forEach((touch, at) => {
      const kept = { ...touch, number: numbers[at], sent: false };
      this.touches.push(kept);
      tell(this.gate, kept);
      if (kept.kind === "walked_in") this.#findable(kept.body.person);
    });
    this.touches.sort((one, other) => one.number - other.number); // two taps at once may be kept in the other order
    this.#changed();
    this.contact?.soon();
    return touches;
  }

  /** Fetch the pack of a point. What is signed by a key we do not know is not used. */
  async fetchPack(point, patience = WAITED_FOR) {
    while (this.#fetching) await this.#fetching.catch(() => {});
    this.#fetching = this.#fetch(point, patience);
    try {
      await this.#fetching;
    } finally {
      this.#fetching = null;
    }
    this.#changed();
  }

  async #fetch(point, patience) {
    const began = Date.now();
    const waiting = this.unsent();
    const covers = waiting.length ? waiting[0].number - 1 : this.made();
    const asked = { as: this.self, language: this.language, patience };
    const signed = await ask(`pack?point=${encodeURIComponent(point)}`, asked);
    const pack = await openPack(signed, await keysFor(signed, this.self));
    if (!pack || pack.device !== this.self.device) throw new Error("pack-not-ours");
    this.self = { ...this.self, keys: pack.keys };
    const kept = { ...pack, covers };
    this.#keepClock({ ...this.clock, shift: pack.shift });
    await this.#store.putSealed("self", this.self);
    await this.#store.putSealed("pack", kept);
    await this.#use(kept);
    this.#pause = Math.max(REFRESHED_AFTER, OF_THE_LINE * (Date.now() - began));
  }

  async #use(pack) {
    for (const leg of pack.legs) leg.code ??= await shortOf(leg.id);
    const gate = openGate(pack, this.clock);
    gate.crisis = await shortOf(pack.crisis.id);
    const finder = makeFinder(pack);
    gate.byRef = (ref) => finder.byRef.get(ref) ?? null;
    for (const touch of this.touches) tell(gate, touch);
    [this.gate, this.finder] = [gate, finder];
    for (const touch of this.touches) if (touch.kind === "walked_in") this.#findable(touch.body.person);
  }

  #findable(id) {
    const person = this.gate.persons.get(id);
    if (person?.walkedIn && !this.gate.pack.persons.includes(person)) this.gate.pack.persons.push(person);
  }

  /* What contact tells. */

  compared(answer) {
    if (this.#over) return true;
    if (typeof answer?.off === "number") {
      this.#fresh = true;
      this.#read = Date.now();
      this.#keepClock({ off: answer.off, shift: answer.shift ?? this.clock.shift, at: this.#read });
    } else if (!answer) this.#tick();
    return this.#fresh;
  }

  /** Return those that bear by how much the clock was ahead; it is written once, before they are first sent. */
  async stamped(touches, off = this.clock.off) {
    const bare = touches.filter((each) => each.off === null);
    if (bare.length && off !== null) {
      await this.#store.stamp(
        bare.map((each) => each.id),
        off,
      );
      for (const each of bare) each.off = off;
    }
    return touches.filter((each) => each.off !== null);
  }

  /** Return touches as they are carried out: where the clock could not be compared, with what it is taken to be. */
  carriedOut(touches) {
    return this.stamped(touches, this.clock.off ?? this.clock.guess ?? 0);
  }

  async acknowledged(ids) {
    await this.#store.acknowledge(ids);
    const known = new Set(ids);
    for (const touch of this.touches) if (known.has(touch.id)) touch.sent = true;
    this.#changed();
  }

  carried() {
    return this.#store.carried();
  }

  /** Keep what another device gave us to carry. */
  async carry(line) {
    await this.#store.carry(line);
    this.contact?.soon();
  }

  async handedIn(line) {
    await this.#store.handedIn(line);
    this.#changed();
  }

  async heard(answer) {
    if (this.#over) return null;
    this.problem = null;
    this.lastContact = Date.now();
    this.doubts = answer.doubts ?? 0;
    if (answer.revoked && !this.self.revoked) await this.#revoke();
    if (answer.wipe && !(await this.#holdsSomething())) return this.wipe();
    if (this.locked && !this.unsent().length) this.close();
    const old = this.gate && this.now() - this.clock.shift - this.gate.pack.made_at > this.#pause;
    if (old && !this.unsent().length && !this.self.revoked) {
      await this.fetchPack(this.gate.pack.point.id, BY_ITSELF).catch((fault) => this.failed(fault));
    }
    return this.#changed();
  }

  failed(fault) {
    if (this.#over) return;
    this.problem = fault;
    this.#changed();
  }

  async #revoke() {
    this.self = { ...this.self, revoked: true };
    await this.#store.putSealed("self", this.self);
    await this.#store.forget("pack");
    [this.gate, this.finder] = [null, null];
  }

  /** Say that we are about to be empty, and be it. Only ever after everything was acknowledged. */
  async wipe() {
    const { device, secret } = this.self;
    await ask("contact", {
      body: { now: Date.now(), made: this.made(), point: null, pack: null, wiped: true },
      as: { device, secret },
    });
    if (await this.#holdsSomething()) return;
    this.leave();
    await this.#store.destroy();
    this.#wiped();
  }

  /** Say whether the device keeps what nobody else has: touches, or what it carries for another. */
  async #holdsSomething() {
    return (await this.#store.unsent()) > 0 || (await this.carried()).length > 0;
  }
}
