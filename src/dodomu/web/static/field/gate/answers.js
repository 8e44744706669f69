/** The answer for somebody at this gate, and why. The pack decides; what happened since comes first. */
import { aboard, everybody, isExpired, legOf, manifest, standbyPlace } from "./gate.js";
import { checkPass } from "./passes.js";

const PASS_STOPS = new Set([
  "pass-unreadable",
  "pass-forged",
  "key-disowned",
  "pass-of-another-crisis",
  "pass-expired",
  "pass-revoked",
  "pass-superseded",
  "leg-cancelled",
]);

/** Return {v, g, d?, x?, n?} for a person and a leg. */
export function answerFor(gate, person, leg, now) {
  const since = whatHappened(gate, person, leg);
  if (since) return since;
  const said = fromPack(gate, person, leg);
  if (said.g === "stands-by") return { ...said, x: { ...said.x, ...standbyPlace(gate, person, leg) } };
  if (said.v !== "go") return said;
  if (isExpired(gate, now)) return { v: "ask", g: "pack-expired", d: "consul" };
  return withoutPlace(gate, person, leg) ?? said;
}

/** Who comes after their place was given on, or when all are taken, is not sent away, and not let in unasked. */
function withoutPlace(gate, person, leg) {
  const { aboard: there, free } = manifest(gate, leg);
  if (gate.released.get(leg.id)?.has(person.id)) return { v: "ask", g: "place-given-on", d: "officer", x: { free } };
  return there.length >= leg.places ? { v: "ask", g: "leg-full", d: "officer", x: { free: 0 } } : null;
}

/** Return what this device, or contact, knows to have happened with somebody since: it comes before every answer. */
export function whatHappened(gate, person, leg) {
  const first = aboard(gate, person, leg);
  if (first) return { v: "stop", g: "boarded-already", x: first };
  const other = legOf(gate, person);
  if (other && gate.stands.has(person.id)) return { v: "stop", g: "aboard-already", x: { leg: other.ref } };
  if (gate.closed.has(leg.id)) return { v: "stop", g: "leg-gone", x: gate.closed.get(leg.id) };
  return null;
}

/** The order in which the pack is asked (agreed with who makes it). */
function fromPack(gate, person, leg) {
  if (leg.default?.v === "stop") return leg.default;
  const said = person.legs?.[leg.id] ?? person.any ?? gate.pack.default;
  const taken = gate.stands.get(person.id);
  // Taken off by us since the pack was made: what it says of them aboard holds no more.
  if (taken && taken.leg === null && STALE.has(said.g)) return { v: "ask", g: "no-offer", d: "officer" };
  return said;
}

const STALE = new Set(["boarded-already", "aboard-already"]);

/** Return {answer, person, pass, leg, seen?} for the code of a pass held at a leg. */
export async function answerForPass(gate, code, leg, now) {
  const { pack } = gate;
  const near = { keys: pack.keys, crisis: gate.crisis, legs: pack.legs, ended: gate.ended };
  const found = await checkPass(code, near, now);
  const { pass } = found;
  if (leg.way === "in" && pass && !NOT_OURS.has(found.ground)) return whoLands(gate, pass);
  if (found.ground) {
    const newer = found.by ? gate.serials.get(found.by) : null;
    const x = { ...found, newer: newer && { person: newer.person, leg: gate.legs.get(newer.leg) ?? null } };
    return {
      answer: { v: PASS_STOPS.has(found.ground) ? "stop" : "ask", g: found.ground, d: "consul", x },
      person: newer?.person ?? null,
      pass,
    };
  }
  const known = gate.serials.get(pass.serial)?.person ?? null;
  const person = known ?? gate.byRef(pass.reference);
  const seen = gate.looked.get(pass.serial) ?? null;
  if (found.leg?.id !== leg.id) {
    const x = { leg: found.leg?.ref ?? pass.legRef, change: found.leg };
    const since = person && whatHappened(gate, person, found.leg ?? leg);
    return { answer: since ?? { v: "ask", g: "other-leg", d: "consul", x }, person, pass, seen };
  }
  if (!person) return { answer: { v: "ask", g: "pass-not-in-pack", d: "consul" }, person: null, pass, seen };
  const answer = answerFor(gate, person, leg, now);
  if (!known && answer.v === "go")
    return { answer: { v: "ask", g: "pass-not-in-pack", d: "consul" }, person, pass, seen };
  return { answer, person, pass, seen };
}

/** At the other end a pass says who somebody is; that it was good for the way here only does not matter any more. */
const whoLands = (gate, pass) => ({
  answer: { v: "ask", g: "not-in-pack", d: "officer" },
  person: gate.serials.get(pass.serial)?.person ?? gate.byRef(pass.reference),
  pass,
  seen: null,
});

const NOT_OURS = new Set(["pass-unreadable", "pass-forged", "key-disowned", "pass-of-another-crisis"]);

/** Return those of the chosen who are children with no adult of their party chosen or aboard. */
export function childrenAlone(gate, chosen, leg) {
  return chosen.filter(
    (child) =>
      child.minor && !adultsOf(gate, child).some((adult) => chosen.includes(adult) || aboard(gate, adult, leg)),
  );
}

/** Return children who would stay behind when the chosen go, with no adult left beside them. */
export function childrenLeft(gate, chosen, party, leg) {
  const stays = party.filter((each) => !chosen.includes(each) && !aboard(gate, each, leg));
  return stays.some((each) => !each.minor) ? [] : stays.filter((each) => each.minor);
}

/** Return the children aboard a leg of whose party no adult is, `without` somebody who gets off. */
export function childrenAboardAlone(gate, leg, without = null) {
  const isOn = (each) => each !== without && aboard(gate, each, leg) !== null;
  return everybody(gate).filter((each) => each.minor && isOn(each) && !adultsOf(gate, each).some(isOn));
}

const adultsOf = (gate, child) => (gate.parties.get(child.party)?.persons ?? []).filter((each) => !each.minor);
