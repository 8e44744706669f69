/**
 * What the device keeps: touches are only ever added, and nothing of a person is legible without the key of the lock.
 *
 * Numbers are counted by the database itself, which gives none twice, whatever is killed in between. A write is over
 * only when it is on the disk (`durability: "strict"`): a touch that was confirmed on the screen survives the battery.
 */
import { text, utf8 } from "./bytes.js";
import { openDB, deleteDB } from "./vendor/idb/index.js";

const NAME = "dodomu-gate";
const STRICT = { durability: "strict" };
const CARRIED = "carried"; // under this name, among what is plain: the lines are sealed by who made them

/** The device did not take what was to be kept: its storage is full, or gone. */
export class NotKept extends Error {
  constructor(fault) {
    super(`not kept: ${fault?.name ?? fault}`, { cause: fault });
  }
}

/** Open the store of this device, or make it. */
export async function openStore(name = NAME) {
  const database = await openDB(name, 1, {
    upgrade(made) {
      made.createObjectStore("plain"); // the lock, and what holds nothing of a person
      made.createObjectStore("sealed");
      made.createObjectStore("touches", { keyPath: "number", autoIncrement: true });
      made.createObjectStore("stamps"); // id of a touch → by how much the clock was ahead, written once
      made.createObjectStore("acknowledged"); // id of a touch that lies with us
    },
  });
  return new Store(database);
}

function abort(write) {
  try {
    write.abort();
  } catch {
    // it had ended by itself
  }
}

class Store {
  #database;
  #key = null;

  constructor(database) {
    this.#database = database;
  }

  /** Take the key with which everything is sealed; null forgets it. */
  use(key) {
    this.#key = key;
  }

  plain(name) {
    return this.#database.get("plain", name);
  }

  putPlain(name, value) {
    return this.#write("plain", (kept) => kept.put(value, name));
  }

  /** Return what was sealed under a name, or undefined. */
  async sealed(name) {
    const kept = await this.#database.get("sealed", name);
    return kept && this.#opened(name, kept);
  }

  async putSealed(name, value) {
    const kept = await this.#closed(name, value);
    await this.#write("sealed", (into) => into.put(kept, name));
  }

  forget(name) {
    return this.#write("sealed", (kept) => kept.delete(name));
  }

  /** Add touches, all or none, and return their numbers in order; throws `NotKept` where the device keeps nothing. */
  async append(touches) {
    const rows = [];
    for (const touch of touches) rows.push({ id: touch.id, ...(await this.#closed(touch.id, touch)) });
    return this.#write("touches", (kept) => Promise.all(rows.map(async (row) => kept.add(row))));
  }

  /** Return every touch of this device in the order it was made, each with its number, stamp and whether we have it. */
  async touches() {
    const read = this.#database.transaction(["touches", "stamps", "acknowledged"]);
    const [rows, ids, values, known] = await Promise.all([
      read.objectStore("touches").getAll(),
      read.objectStore("stamps").getAllKeys(),
      read.objectStore("stamps").getAll(),
      read.objectStore("acknowledged").getAllKeys(),
    ]);
    const stamps = new Map(ids.map((id, at) => [id, values[at]]));
    const sent = new Set(known);
    const opened = [];
    for (const { number, id, ...kept } of rows) {
      const touch = await this.#opened(id, kept);
      opened.push({ ...touch, number, off: touch.off ?? stamps.get(id) ?? null, sent: sent.has(id) });
    }
    return opened;
  }

  /** Keep a sealed line of another device until it was handed in; one line is kept once. */
  async carry(line) {
    await this.#write("plain", async (kept) =>
      kept.put([...new Set([...((await kept.get(CARRIED)) ?? []), line])], CARRIED),
    );
  }

  /** Return the lines of other devices that were not handed in yet. */
  async carried() {
    return (await this.plain(CARRIED)) ?? [];
  }

  /** Let a line go that lies with us. */
  async handedIn(line) {
    await this.#write("plain", async (kept) =>
      kept.put(
        ((await kept.get(CARRIED)) ?? []).filter((each) => each !== line),
        CARRIED,
      ),
    );
  }

  /** Write once by how much the clock was ahead for touches made before it was ever compared; never changed after. */
  async stamp(ids, off) {
    await this.#write("stamps", (kept) =>
      Promise.all(ids.map(async (id) => (await kept.getKey(id)) ?? kept.add(off, id))),
    );
  }

  async acknowledge(ids) {
    await this.#write("acknowledged", (kept) => Promise.all(ids.map((id) => kept.put(1, id))));
  }

  /** Return how many touches have not been acknowledged; legible with the lock closed. */
  async unsent() {
    const read = this.#database.transaction(["touches", "acknowledged"]);
    const [made, sent] = await Promise.all([
      read.objectStore("touches").count(),
      read.objectStore("acknowledged").count(),
    ]);
    return Math.max(0, made - sent);
  }

  /** Destroy everything. */
  async destroy() {
    this.#key = null;
    this.#database.close();
    await deleteDB(this.#database.name);
  }

  close() {
    this.#database.close();
  }

  /** Change something, all of it or nothing: a disk that is full in the middle leaves no half. */
  async #write(name, change) {
    const write = this.#database.transaction(name, "readwrite", STRICT);
    write.done.catch(() => {}); // told below
    try {
      const result = await change(write.store);
      await write.done;
      return result;
    } catch (fault) {
      abort(write);
      throw new NotKept(fault);
    }
  }

  async #closed(name, value) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const how = { name: "AES-GCM", iv, additionalData: utf8(name) };
    return { iv, sealed: new Uint8Array(await crypto.subtle.encrypt(how, this.#key, utf8(JSON.stringify(value)))) };
  }

  async #opened(name, { iv, sealed }) {
    const how = { name: "AES-GCM", iv, additionalData: utf8(name) };
    return JSON.parse(text(new Uint8Array(await crypto.subtle.decrypt(how, this.#key, sealed))));
  }
}
