/** This device, unlocked: what it is, what it was given, what it has done. The one place that the screens ask. */
import { shortOf, uuid7 } from "./bytes.js";
import { hourNow, hourOf, shiftFor } from "./clock.js";
import { ask, keepInContact } from "./contact.js";
import { makeFinder } from "./finding.js";
import { openGate, tell } from "./gate.js";
import { openPack } from "./passes.js";

const REFRESHED_AFTER = 180_000;

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
  problem = null; // why the last contact failed: shown small, never in the way
  lastContact = null;
  doubts = 0;
  #store;
  #changed;
  #wiped;
  #fresh = false; // whether the clock was compared since the gate was opened
  #fetching = false;

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
    const kept = await this.#store.sealed("pack");
    if (kept) await this.#use(kept);
    if (this.self) this.contact = keepInContact(this);
  }

  close() {
    this.contact?.stop();
    this.#store.use(null);
    Object.assign(this, { self: null, gate: null, finder: null, touches: [] });
  }

  get officer() {
    return this.self.working ?? this.self.officer?.name ?? "";
  }

  now() {
    return hourNow(this.clock);
  }

  unsent() {
    return this.touches.filter((each) => !each.sent);
  }

  made() {
    return this.touches.at(-1)?.number ?? 0;
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
    const made = Date.now();
    const last = this.touches.length ? hourOf(this.touches.at(-1), this.clock) : 0;
    const shift = this.self.crisis.exercise ? shiftFor(made, this.clock, last) : this.clock.shift;
    const touches = done.map(({ kind, leg = null, persons = [], body = {}, local }) => ({
      id: uuid7(made),
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
    this.#changed();
    this.contact?.soon();
    return touches;
  }

  /** Fetch the pack of a point. What is signed by a key we do not know is not used. */
  async fetchPack(point) {
    if (this.#fetching) return false;
    this.#fetching = true;
    try {
      const waiting = this.unsent();
      const covers = waiting.length ? waiting[0].number - 1 : this.made();
      const signed = await ask(`pack?point=${encodeURIComponent(point)}`, { as: this.self, language: this.language });
      const pack = await openPack(signed, this.self.keys);
      if (!pack || pack.device !== this.self.device) throw new Error("pack-not-ours");
      this.self = { ...this.self, keys: pack.keys };
      const kept = { ...pack, covers };
      await this.#store.putSealed("self", this.self);
      await this.#store.putSealed("pack", kept);
      await this.#use(kept);
    } finally {
      this.#fetching = false;
    }
    this.#changed();
    return true;
  }

  async #use(pack) {
    for (const leg of pack.legs) leg.code ??= await shortOf(leg.id);
    if (this.clock.shift !== pack.shift) this.clock = { ...this.clock, shift: pack.shift };
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
    if (!answer) return this.#fresh;
    if (answer.off === null || answer.off === undefined) return this.#fresh;
    this.#fresh = true;
    this.clock = { off: answer.off, shift: answer.shift ?? this.clock.shift };
    if (this.gate) this.gate.clock = this.clock;
    this.#store.putSealed("clock", this.clock);
    return true;
  }

  async stamped(touches) {
    const bare = touches.filter((each) => each.off === null);
    if (bare.length)
      await this.#store.stamp(
        bare.map((each) => each.id),
        this.clock.off,
      );
    for (const each of bare) each.off = this.clock.off;
    return touches;
  }

  async acknowledged(ids) {
    await this.#store.acknowledge(ids);
    const known = new Set(ids);
    for (const touch of this.touches) if (known.has(touch.id)) touch.sent = true;
    this.#changed();
  }

  async heard(answer) {
    this.problem = null;
    this.lastContact = Date.now();
    this.doubts = answer.doubts ?? 0;
    if (answer.revoked && !this.self.revoked) await this.#revoke();
    if (answer.wipe && !this.unsent().length) return this.wipe();
    const old = this.gate && this.now() - this.clock.shift - this.gate.pack.made_at > REFRESHED_AFTER;
    if (old && !this.unsent().length && !this.self.revoked) {
      await this.fetchPack(this.gate.pack.point.id).catch((fault) => this.failed(fault));
    }
    return this.#changed();
  }

  failed(fault) {
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
    if (this.unsent().length) return;
    const { device, secret } = this.self;
    await ask("contact", {
      body: { now: Date.now(), made: this.made(), point: null, pack: null, wiped: true },
      as: { device, secret },
    });
    this.contact?.stop();
    await this.#store.destroy();
    this.#wiped();
  }
}
