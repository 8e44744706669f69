/** Lists of a leg: who is aboard, here, missing; the standby line; the deadline; closing. */
import { childrenAboardAlone } from "../answers.js";
import { button, make } from "../dom.js";
import { aboard, everybody, manifest, ridersOf } from "../gate.js";
import { w } from "../words.js";
import { hour, legNow } from "./legs.js";
import { personRow } from "./persons.js";

const MOST_SHOWN = 200;
const byName = (one, other) => one.name.localeCompare(other.name);

export function list(app, { which }) {
  const { gate } = app.device;
  const leg = legNow(app);
  const all = which === "riders" ? ridersOf(gate, leg) : manifest(gate, leg)[which];
  const shown = which === "standby" ? all : [...all].sort(byName);
  return {
    title: w(`list_${which}`, { number: all.length }),
    way: true,
    body: [
      make("p.soft", {}, `${leg.ref} · ${leg.title}`),
      make(
        "div.rows",
        {},
        shown.slice(0, MOST_SHOWN).map((each) => personRow(app, each, leg, "name")),
      ),
      shown.length > MOST_SHOWN && make("p.soft", {}, w("list_more", { number: shown.length - MOST_SHOWN })),
    ],
  };
}

export function standby(app) {
  const { gate } = app.device;
  const leg = legNow(app);
  const stands = manifest(gate, leg);
  const waiting = stands.standby.filter((each) => !aboard(gate, each, leg));
  const due = app.device.now() >= leg.release;
  return {
    title: w("standby_title"),
    way: true,
    body: [
      make("p", {}, w("standby_free", { free: stands.free, leg: leg.ref })),
      released(app, leg, stands, due),
      waiting.length
        ? make(
            "ol.rows",
            {},
            waiting.map((each, at) =>
              make("li.numbered", {}, make("span.number", {}, String(at + 1)), personRow(app, each, leg, "name")),
            ),
          )
        : make("p", {}, w("standby_nobody")),
    ],
  };
}

function released(app, leg, stands, due) {
  if (stands.released) return make("p.notice", {}, w("released_done"));
  if (!stands.absent.length) return null;
  if (!due)
    return make("p.notice", {}, w("release_from", { hour: hour(app, leg, leg.release), number: stands.absent.length }));
  return [
    make("p.notice.notice--warn", {}, w("release_how", { number: stands.absent.length })),
    button(w("release_do", { number: stands.absent.length }), async () => {
      const absent = stands.absent.map((each) => each.id);
      await app.device.record(
        ...inParts(absent).map((persons) => ({ kind: "released", leg: leg.id, persons, body: {} })),
      );
      app.said = w("released_done");
      app.show("standby");
    }),
  ];
}

/** One touch names five hundred at the most. */
const inParts = (ids) =>
  Array.from({ length: Math.ceil(ids.length / 500) }, (_, at) => ids.slice(at * 500, (at + 1) * 500));

export function close(app) {
  const { gate } = app.device;
  const leg = legNow(app);
  const stands = manifest(gate, leg);
  const children = stands.aboard.filter((each) => each.minor).length;
  const foreign = stands.aboard.filter((each) => !each.citizen).length;
  const walkIns = everybody(gate).filter((each) => each.walkedIn && aboard(gate, each, leg)).length;
  const alone = childrenAboardAlone(gate, leg);
  const counts = {
    expected: stands.expected.length,
    boarded: stands.aboard.length,
    arrived: stands.arrived.length,
    missing: stands.absent.length,
    walk_ins: walkIns,
    children,
    others: foreign,
  };
  const lines = Object.entries(counts).map(([key, number]) => [
    make("dt", {}, w(`closing_${key}`)),
    make("dd", {}, String(number)),
  ]);
  return {
    title: w("close_title"),
    way: true,
    body: [
      make("p", {}, `${leg.ref} · ${leg.title} · ${w("leaves", { hour: hour(app, leg, leg.departs) })}`),
      make("dl.facts-list", {}, lines),
      alone.length > 0 &&
        make(
          "p.notice.notice--stop",
          { role: "alert" },
          w("child_aboard", { names: alone.map((each) => each.name).join(", ") }),
        ),
      stands.closed
        ? make("p.notice", {}, w("closed_by", { by: stands.closed.by, hour: hour(app, leg, stands.closed.hour) }))
        : [
            make("p.notice.notice--warn", {}, w("close_how", { by: app.device.officer })),
            stands.arrived.length > 0 &&
              make("p.notice.notice--stop", {}, w("close_here", { number: stands.arrived.length })),
            button(w("close_do", { number: stands.aboard.length }), async () => {
              await app.device.record({ kind: "closed", leg: leg.id, persons: [], body: { counts } });
              app.said = w("closed_done", { leg: leg.ref });
              app.back();
            }),
          ],
    ],
  };
}
