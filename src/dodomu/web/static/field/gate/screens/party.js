/** The answer, large, and what to do next: for one person or a whole party. */
import { answerFor, childrenAboardAlone, whatHappened } from "../answers.js";
import { button, field, make } from "../dom.js";
import { aboard, partyWith } from "../gate.js";
import { hasWords, w } from "../words.js";
import { landing } from "./arriving.js";
import { boarding } from "./boarding.js";
import { hour, legNow } from "./legs.js";
import { personRow, who } from "./persons.js";
import { onWhat, showPass } from "./scanning.js";

const MARKS = { go: "✓", ask: "?", stop: "✕" };

/** {person: id or null, means, pass?, answer?, seen?, code?, on?}; what a pass was told holds for its leg and list only. */
export function party(app, params) {
  const { gate } = app.device;
  const leg = legNow(app);
  if (!leg) return { title: w("no_legs"), way: true, body: [] };
  if (params.answer && params.on !== onWhat(gate, leg))
    return { title: w("scan"), body: [], ready: () => showPass(app, params.code) };
  const person = params.person && gate.persons.get(params.person);
  if (!person && !params.answer) return { title: w("found_nobody"), way: true, body: [] };
  if (!person) return stranger(app, params, leg);
  if (leg.way === "in") return landing(app, params, leg, person);
  const since = params.looked && whatHappened(gate, person, leg); // the way back led here once more
  const answer = since || (params.answer ?? answerFor(gate, person, leg, app.device.now()));
  look(app, params, leg, answer);
  return {
    title: w(`verdict.${answer.v}`),
    quiet: true,
    way: true,
    body: [
      band(app, leg, answer, params),
      seenBefore(app, leg, params),
      who(person, params),
      nextStep(app, leg, answer, person, params),
    ],
  };
}

/** What the device said is written down once, after it was said. */
function look(app, params, leg, answer) {
  if (params.looked) return;
  params.looked = true;
  const body = {
    means: params.means ?? "name",
    verdict: answer.v,
    ground: answer.g,
    ...(params.pass ? { serial: params.pass.serial } : {}),
  };
  setTimeout(
    () =>
      app.device?.gate &&
      app.device.record({ kind: "looked", leg: leg.id, persons: params.person ? [params.person] : [], body }),
    0,
  );
}

function band(app, leg, answer, params) {
  const decides = answer.v === "ask" && answer.d && hasWords(`decides.${answer.d}`) ? w(`decides.${answer.d}`) : "";
  return make(
    `section.answer.answer--${answer.v}`,
    { role: "alert", "aria-atomic": "true" },
    make(
      "p.answer__word",
      {},
      make("span.answer__mark", { "aria-hidden": "true" }, MARKS[answer.v]),
      w(`verdict.${answer.v}`),
    ),
    make("p.answer__why", {}, w(`ground.${answer.g}`)),
    details(app, leg, answer, params).map((line) => make("p.answer__line", {}, line)),
    decides && make("p.answer__line", {}, make("b", {}, decides)),
  );
}

/** The one line that makes the reason useful: when, where, by whom; which leg; who is before them. */
function details(app, leg, { g, x = {} }, { pass }) {
  const at = (ms) => hour(app, leg, ms);
  const lines = [];
  if (g === "boarded-already")
    lines.push(
      x.hour ? w("first_was", { hour: at(x.hour), point: x.point ?? "", by: x.by ?? "" }) : w("first_elsewhere"),
    );
  else if (g === "stands-by" && x.place)
    lines.push(
      w("standby_place", { place: x.place, free: x.free }),
      x.before.length
        ? w("standby_before", {
            names: x.before
              .slice(0, 3)
              .map((each) => each.name)
              .join(", "),
          })
        : w("standby_first"),
    );
  else if (g === "leg-gone" && x.by) lines.push(w("closed_by", { by: x.by, hour: at(x.hour) }));
  else if (x.leg && typeof x.leg === "string")
    lines.push(x.departs ? w("leg_other_at", { leg: x.leg, hour: at(x.departs) }) : w("leg_other", { leg: x.leg }));
  if (x.point && g === "other-point") lines.push(w("point_other", { point: x.point }));
  if (x.expired) lines.push(w("expired_on", { day: x.expired }));
  if (x.lacks) lines.push(w("party_lacks", { number: x.lacks }));
  if (pass && g === "pass-expired") lines.push(w("pass_until", { leg: pass.legRef, hour: at(pass.meets) }));
  if (x.free !== undefined && !x.place) lines.push(w("standby_free", { free: x.free, leg: leg.ref }));
  for (const also of x.also ?? []) lines.push(w(`ground.${also}`));
  if (hasWords(`screen.do_${g}`)) lines.push(w(`do_${g}`));
  return lines;
}

function seenBefore(app, leg, { seen }) {
  return seen && make("p.notice.notice--warn", {}, w("seen_before", { hour: hour(app, leg, seen.hour), by: seen.by }));
}

function nextStep(app, leg, answer, person, params) {
  const steps = [];
  if (answer.x?.change)
    steps.push(button(w("change_leg", { leg: answer.x.change.ref }), () => changeLeg(app, answer.x.change, params)));
  if (answer.x?.newer)
    steps.push(
      button(w("open_newer", { name: answer.x.newer.person.name }), () =>
        app.show("party", { person: answer.x.newer.person.id, means: "name" }),
      ),
    );
  if (answer.g === "boarded-already" || answer.g === "aboard-already") {
    return [
      ...steps,
      members(app, leg, person),
      answer.g === "boarded-already" && takeOff(app, leg, person),
      button(w("to_gate"), () => app.back(), steps.length ? ".button--quiet" : ""),
    ];
  }
  if (answer.v === "stop") {
    return [
      ...steps,
      members(app, leg, person),
      button(w("turn_away"), () => turnAway(app, leg, answer, person), ".button--quiet"),
      make(
        "details.more",
        {},
        make("summary", {}, w("aboard_anyway")),
        make("p.soft", {}, w("aboard_anyway_how")),
        boarding(app, leg, answer, person, params),
      ),
    ];
  }
  return [
    ...steps,
    boarding(app, leg, answer, person, params),
    arrivedButton(app, leg, person),
    button(w("walk_in_with"), () => app.show("walk_in", { party: person.party }), ".button--quiet"),
    answer.v === "ask" && button(w("turn_away"), () => turnAway(app, leg, answer, person), ".button--quiet"),
  ];
}

function changeLeg(app, leg, params) {
  app.leg = leg.id;
  app.show("party", { ...params, answer: undefined, seen: null, looked: false });
}

/** The rest of a party, where there is nothing to tick. */
function members(app, leg, person) {
  const others = partyWith(app.device.gate, person).filter((each) => each !== person);
  return others.length
    ? make(
        "section.rows",
        {},
        make("h2", {}, w("party_others")),
        others.map((each) => personRow(app, each, leg, "party")),
      )
    : null;
}

function arrivedButton(app, leg, person) {
  const { gate } = app.device;
  const waiting = partyWith(gate, person).filter((each) => !gate.here.has(each.id) && !aboard(gate, each, leg));
  if (!waiting.length) return null;
  return button(
    w("arrived", { number: waiting.length }),
    async () => {
      await app.device.record({
        kind: "arrived",
        leg: leg.id,
        persons: waiting.map((each) => each.id),
        body: { means: "party" },
      });
      app.said = w("arrived_done", { number: waiting.length });
      app.back();
    },
    ".button--quiet",
  );
}

async function turnAway(app, leg, answer, person) {
  await app.device.record({ kind: "turned_away", leg: leg.id, persons: [person.id], body: { ground: answer.g } });
  app.said = w("turned_away", { name: person.name });
  app.back();
}

const namesOf = (persons) => persons.map((each) => each.name).join(", ");

function takeOff(app, leg, person) {
  const why = make(
    "select",
    {},
    ["mistake", "got_off", "carrier"].map((each) => make("option", { value: each }, w(`off_${each}`))),
  );
  const alone = childrenAboardAlone(app.device.gate, leg, person).filter((each) => each.party === person.party);
  return make(
    "details.more",
    {},
    make("summary", {}, w("take_off")),
    alone.length > 0 && make("p.notice.notice--stop", {}, w("child_aboard", { names: namesOf(alone) })),
    field(w("take_off_why"), why),
    button(w("take_off_do", { name: person.name }), async () => {
      await app.device.record({ kind: "taken_off", leg: leg.id, persons: [person.id], body: { why: why.value } });
      app.said = w("taken_off", { name: person.name });
      app.back();
    }),
  );
}

/** A pass that leads to nobody here: forged, unreadable, of elsewhere, or newer than the pack. */
function stranger(app, params, leg) {
  const { answer, pass } = params;
  look(app, params, leg, answer);
  const steps = [button(w("find_them"), () => app.back())];
  if (answer.x?.change)
    steps.unshift(
      button(w("change_leg", { leg: answer.x.change.ref }), () => changeLeg(app, answer.x.change, { ...params })),
    );
  if (answer.v === "ask")
    steps.push(button(w("walk_in"), () => app.show("walk_in", { typed: pass?.name ?? "" }), ".button--quiet"));
  const trusted = pass && !["pass-forged", "pass-unreadable"].includes(answer.g);
  return {
    title: w(`verdict.${answer.v}`),
    quiet: true,
    way: true,
    body: [
      band(app, leg, answer, params),
      trusted &&
        make(
          "section.person",
          {},
          make("p.person__name", {}, pass.name),
          make(
            "p.soft",
            {},
            [pass.born && w("born", { year: pass.born }), pass.legRef, pass.reference].filter(Boolean).join(" · "),
          ),
        ),
      steps,
    ],
  };
}
