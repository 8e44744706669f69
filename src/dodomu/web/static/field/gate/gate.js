/**
 * Who stands where at this gate: the pack, and every touch of this device told over it. Nothing is stored of it; it is
 * worked out anew from what was, so that a crash leaves no half truth.
 */
import { hourNow, hourOf } from "./clock.js";

const SETTLED = 120_000; // a touch we have for so long is in a pack made since

/** Return the gate of a pack with nothing told over it yet. */
export function openGate(pack, clock) {
  const gate = {
    pack,
    clock,
    persons: new Map(),
    parties: new Map(),
    serials: new Map(),
    ended: new Map(),
    legs: new Map(),
    stands: new Map(), // person → {leg, touch, hour} of who is aboard by us, or {leg: null} of who was taken off
    here: new Set(),
    landed: new Set(),
    missing: new Map(),
    looked: new Map(),
    documents: new Map(),
    closed: new Map(),
    released: new Map(), // leg → whose places were given on
    manifests: new Map(), // leg → how it stands, until something happens
  };
  for (const each of pack.ended) gate.ended.set(each.s, each);
  for (const leg of pack.legs) gate.legs.set(leg.id, leg);
  for (const person of pack.persons) addPerson(gate, person);
  for (const party of pack.parties)
    Object.assign(partyOf(gate, party.id), { may_split: party.may_split, lacks: party.lacks });
  return gate;
}

function partyOf(gate, id) {
  if (!gate.parties.has(id)) gate.parties.set(id, { id, persons: [], may_split: true, lacks: 0 });
  return gate.parties.get(id);
}

function addPerson(gate, person) {
  gate.persons.set(person.id, person);
  for (const was of person.was ?? []) gate.persons.set(was, person);
  if (person.party) partyOf(gate, person.party).persons.push(person);
  for (const [leg, serial] of Object.entries(person.passes ?? {})) gate.serials.set(serial, { person, leg });
}

/** Return when the pack expires, in hours of the crisis: a real hour, which an exercise that moves on does not hasten. */
export const expires = (gate) => gate.pack.expires_at + gate.clock.shift;

/** Say whether the pack is too old to let anybody through unasked. */
export const isExpired = (gate, now = hourNow(gate.clock)) => now >= expires(gate);

/** Tell one touch over the gate. In the order of their numbers; a touch that the pack knows better says nothing. */
export function tell(gate, touch) {
  const hour = hourOf(touch, gate.clock);
  if (
    touch.sent &&
    touch.number <= (gate.pack.covers ?? 0) &&
    hour < gate.pack.facts_at - SETTLED &&
    !KEPT.has(touch.kind)
  ) {
    return;
  }
  gate.manifests.clear();
  TOLD[touch.kind]?.(gate, touch, hour);
}

/** Of these the pack says nothing, however old they are. */
const KEPT = new Set([
  "walked_in",
  "looked",
  "document_in",
  "document_out",
  "document_back",
  "document_destroyed",
  "missing",
]);

const each = (touch, does) => touch.persons.forEach(does);
const TOLD = {
  looked: (gate, touch, hour) => {
    const { serial } = touch.body;
    if (serial && !gate.looked.has(serial)) gate.looked.set(serial, { hour, by: touch.officer });
  },
  arrived: (gate, touch) => each(touch, (id) => gate.here.add(id)),
  boarded: (gate, touch, hour) =>
    each(touch, (id) => {
      const now = gate.stands.get(id);
      if (now?.leg !== touch.leg) gate.stands.set(id, { leg: touch.leg, touch, hour });
      gate.missing.delete(id);
      gate.here.add(id);
    }),
  taken_off: (gate, touch, hour) => each(touch, (id) => gate.stands.set(id, { leg: null, touch, hour })),
  turned_away: (gate, touch) => each(touch, (id) => gate.here.delete(id)),
  missing: (gate, touch) => each(touch, (id) => gate.missing.set(id, touch.body.fate)),
  walked_in: (gate, touch) => {
    if (gate.persons.has(touch.body.person)) return;
    addPerson(gate, walkIn(touch));
    gate.here.add(touch.body.person);
  },
  released: (gate, touch) =>
    gate.released.set(touch.leg, new Set([...(gate.released.get(touch.leg) ?? []), ...touch.persons])),
  closed: (gate, touch, hour) => gate.closed.set(touch.leg, { hour, by: touch.officer }),
  landed: (gate, touch) => each(touch, (id) => gate.landed.add(id)),
  document_in: (gate, touch) =>
    gate.documents.set(touch.body.item, { ...touch.body, person: touch.persons[0], state: "held" }),
  document_out: (gate, touch) => document(gate, touch, "out"),
  document_back: (gate, touch) => document(gate, touch, "back"),
  document_destroyed: (gate, touch) => document(gate, touch, "destroyed"),
};

function document(gate, touch, state) {
  const known = gate.documents.get(touch.body.item);
  if (known) Object.assign(known, { state, to: touch.body.to });
}

/** Return somebody who was registered on this device as a person of the pack. */
function walkIn(touch) {
  const { given, person, party } = touch.body;
  const name = [given.family_name, given.given_name].filter(Boolean).join(" ");
  return {
    id: person,
    ref: "",
    party: party ?? person,
    name,
    latin: "",
    find: touch.local?.find ?? name.toLowerCase(),
    born: Number(/\d{4}/.exec(given.birth_date ?? "")?.[0]) || null,
    minor: touch.local?.minor === true,
    citizen: false,
    lead: !party,
    needs: [],
    phones: [],
    docs: [],
    tail: "",
    account: "registered",
    at: null,
    legs: {},
    passes: {},
    walkedIn: true,
  };
}

/** Return {hour?, by?, point?, device?} of who is aboard a leg, by this device or as contact told; null: not aboard. */
export function aboard(gate, person, leg) {
  const own = gate.stands.get(person.id);
  if (own) return own.leg === leg.id ? ownBoarding(gate, own) : null;
  if (person.account !== "aboard" || person.at?.leg !== leg.ref) return null;
  const told = person.legs?.[leg.id]?.x ?? {};
  return { hour: told.at, by: told.by, point: told.point, device: told.device };
}

const ownBoarding = (gate, { touch, hour }) => ({
  hour,
  by: touch.officer,
  point: gate.pack.point.name,
  touch,
  means: touch.body.means,
});

/** Return the leg somebody is aboard of, or null: a leg of the pack, or {ref} of another. */
export function legOf(gate, person) {
  const own = gate.stands.get(person.id);
  if (own) return own.leg ? (gate.legs.get(own.leg) ?? { id: own.leg, ref: "" }) : null;
  if (person.account !== "aboard" || !person.at?.leg) return null;
  return [...gate.legs.values()].find((leg) => leg.ref === person.at.leg) ?? { id: null, ref: person.at.leg };
}

/** Return everybody of somebody's party, themselves too. */
export const partyWith = (gate, person) => gate.parties.get(person.party)?.persons ?? [person];

/** Everybody of the pack and every walk-in, each once. */
export const everybody = (gate) => [...new Set(gate.persons.values())];

/** Return how a leg stands: lists of persons, and numbers. */
export function manifest(gate, leg) {
  if (!gate.manifests.has(leg.id)) gate.manifests.set(leg.id, workedOut(gate, leg));
  return gate.manifests.get(leg.id);
}

function workedOut(gate, leg) {
  const of = { expected: [], aboard: [], arrived: [], absent: [], standby: [] };
  for (const person of everybody(gate)) {
    const verdict = person.legs?.[leg.id];
    if (verdict?.h === "standby") of.standby.push(person);
    const promised = verdict?.h === "place"; // whatever else there is to ask about them
    if (promised) of.expected.push(person);
    if (aboard(gate, person, leg)) of.aboard.push(person);
    else if (promised) (gate.here.has(person.id) ? of.arrived : of.absent).push(person);
  }
  of.standby.sort((one, other) => place(one, leg) - place(other, leg));
  const released = gate.released.get(leg.id);
  const held = [...of.arrived, ...of.absent].filter((each) => !released?.has(each.id)).length;
  return {
    ...of,
    released: released !== undefined,
    free: Math.max(0, leg.places - of.aboard.length - held),
    closed: gate.closed.get(leg.id) ?? null,
  };
}

const place = (person, leg) => person.legs[leg.id].n ?? Number.MAX_SAFE_INTEGER;

/** Return {before, free, place}: who of the standby line is still to be asked first. */
export function standbyPlace(gate, person, leg) {
  const { standby, free } = manifest(gate, leg);
  const at = standby.indexOf(person);
  const before = standby.slice(0, at).filter((each) => !aboard(gate, each, leg));
  return { before, free, place: at + 1 };
}

/** Who is aboard of a leg that arrives here, and who has landed: never who only was to come by it. */
export const ridersOf = (gate, leg) =>
  everybody(gate).filter((each) => gate.landed.has(each.id) || aboard(gate, each, leg));
