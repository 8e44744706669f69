/** The first screen at a gate: which leg, how it stands, scan or find. */
import { button, field, make } from "../dom.js";
import { aboard, expires, isExpired, manifest, ridersOf } from "../gate.js";
import { w } from "../words.js";
import { hour, legNow } from "./legs.js";
import { personRow } from "./persons.js";
import { isCode, understood } from "./scanning.js";
import { whyNoContact } from "./start.js";

export function home(app) {
  const leg = legNow(app);
  const { gate } = app.device;
  const body = [packOld(app)];
  if (!leg) body.push(make("p.notice", {}, w("no_legs")));
  else body.push(legCard(app, leg), leg.way === "in" ? landedCounts(app, leg) : counts(app, leg));
  body.push(
    make(
      "div.act-row",
      {},
      button(w("scan"), () => app.show("scan"), ".button--huge"),
    ),
    search(app, leg),
    ways(app, leg),
  );
  return { title: leg ? leg.ref : gate.pack.point.name, quiet: true, body };
}

function packOld(app) {
  const { gate, problem } = app.device;
  const told = problem && problem.status !== 0; // without a network is no news
  return [
    !app.kept && make("p.notice.notice--warn", {}, w("not_kept_yet")),
    told && make("p.notice.notice--warn", {}, whyNoContact(problem)),
    isExpired(gate, app.device.now()) &&
      make("p.notice.notice--stop", {}, w("pack_expired", { hour: hour(app, null, expires(gate)) })),
    make(
      "p.soft.facts",
      {},
      w("facts_at", { hour: hour(app, null, gate.pack.facts_at) }),
      problem?.status === 0 ? ` · ${w("offline")}` : "",
    ),
    gate.pack.until && make("p.notice", {}, w("pack_to", { hour: hour(app, null, gate.pack.until) })),
  ];
}

function legCard(app, leg) {
  const legs = app.device.gate.pack.legs;
  const line = (each) => `${each.ref} · ${hour(app, each, each.departs)} · ${each.title}`;
  if (legs.length === 1)
    return make(
      "p.leg",
      {},
      make("strong", {}, leg.ref),
      ` ${leg.title} · `,
      make("b", {}, w("leaves", { hour: hour(app, leg, leg.departs) })),
    );
  const select = make(
    "select",
    {
      onchange: () => {
        app.leg = select.value;
        select.blur();
        app.redraw();
      },
    },
    legs.map((each) => make("option", { value: each.id, selected: each.id === leg.id }, line(each))),
  );
  return field(w("leg"), select);
}

function counts(app, leg) {
  const stands = manifest(app.device.gate, leg);
  const of = (key, number, list) =>
    make(
      "li",
      {},
      make(
        "button.count",
        { type: "button", onclick: () => app.show("list", { which: list }) },
        make("b", {}, String(number)),
        make("span", {}, w(key)),
      ),
    );
  return [
    make(
      "ul.counts",
      {},
      of("count_aboard", `${stands.aboard.length} / ${leg.places}`, "aboard"),
      of("count_here", stands.arrived.length, "arrived"),
      of("count_absent", stands.absent.length, "absent"),
      of("count_standby", stands.standby.filter((each) => !aboard(app.device.gate, each, leg)).length, "standby"),
    ),
    stands.closed &&
      make(
        "p.notice.notice--warn",
        {},
        w("closed_by", { by: stands.closed.by, hour: hour(app, leg, stands.closed.hour) }),
      ),
  ];
}

function landedCounts(app, leg) {
  const riders = ridersOf(app.device.gate, leg);
  const landed = riders.filter((each) => app.device.gate.landed.has(each.id)).length;
  return make(
    "ul.counts",
    {},
    make(
      "li",
      {},
      make(
        "button.count",
        { type: "button", onclick: () => app.show("list", { which: "riders" }) },
        make("b", {}, `${landed} / ${riders.length}`),
        make("span", {}, w("count_landed")),
      ),
    ),
  );
}

/** A list that does not hold everybody must not look as if it did. */
const leftOut = (app) => {
  const number = app.device.gate.pack.left_out;
  return number > 0 ? ` ${w("pack_left_out", { number })}` : "";
};

function search(app, leg) {
  const typed = make("input", { type: "search", autocomplete: "off", spellcheck: "false", enterkeyhint: "search" });
  const found = make("div.rows", { "aria-live": "polite" });
  let asked = 0;
  typed.addEventListener("input", async () => {
    const mine = (asked += 1);
    if (typed.value.trim().length < 2) return found.replaceChildren();
    const { means, persons } = await app.device.finder.find(typed.value);
    if (mine !== asked) return null;
    const rows = persons.map((each) => personRow(app, each, leg, means));
    return found.replaceChildren(
      ...(rows.length
        ? rows
        : [
            make("p", {}, w("found_nobody"), leftOut(app)),
            button(w("walk_in"), () => app.show("walk_in", { typed: typed.value }), ".button--quiet"),
          ]),
    );
  });
  // A reader in the hand types what it reads, and ends with Enter.
  typed.addEventListener(
    "keydown",
    (event) => event.key === "Enter" && isCode(typed.value) && understood(app, typed.value),
  );
  return [field(w("find"), typed, { hint: w("find_hint") }), found];
}

function ways(app, leg) {
  const way = (key, screen, params) =>
    make("button.row.row--way", { type: "button", onclick: () => app.show(screen, params) }, w(key));
  return make(
    "nav.rows.ways",
    { "aria-label": w("ways") },
    leg && leg.way !== "in" && way("walk_in", "walk_in"),
    leg && leg.way !== "in" && way("standby_title", "standby"),
    leg && leg.way !== "in" && way("close_title", "close"),
    way("papers_title", "papers"),
    way("documents_title", "documents"),
    way("more_title", "more"),
  );
}
