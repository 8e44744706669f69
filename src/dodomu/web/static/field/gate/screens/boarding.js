/** Boarding a party or some of it: who decided, who is missing, what becomes of them, and the alarm for a child. */
import { answerFor, childrenAlone, childrenLeft } from "../answers.js";
import { uuid7 } from "../bytes.js";
import { button, choice, field, make } from "../dom.js";
import { aboard, partyWith } from "../gate.js";
import { w } from "../words.js";

/** From a plain yes to what nobody at a gate decides alone. */
const GRAVITY = ["go", "ask officer", "ask consul", "ask duty_officer", "stop"];
const gravity = ({ v, d = "officer" }) => GRAVITY.indexOf(v === "ask" ? `${v} ${d}` : v);

/** Ticks, who decided, and the one button. */
export function boarding(app, leg, answer, person, params) {
  const { gate } = app.device;
  const now = app.device.now();
  const mine = (each) => (each === person ? answer : answerFor(gate, each, leg, now));
  const all = partyWith(gate, person);
  const open = all.filter((each) => !aboard(gate, each, leg));
  const rows = open.map((each) => {
    const its = mine(each);
    const tick = make("input", {
      type: "checkbox",
      checked: each === person || (its.v === answer.v && its.v !== "stop"),
      value: each.id,
    });
    return { each, its, tick };
  });
  const chosen = () => rows.filter(({ tick }) => tick.checked);
  const decided = make("div.form");
  let asked = 0; // how grave what was asked about is
  const go = button("", () =>
    board(app, leg, { rows, chosen: chosen(), params, person, decided: read(decided), gate }),
  );
  const fresh = () => {
    const picked = chosen();
    const worst = picked.map(({ its }) => its).sort((one, other) => gravity(other) - gravity(one))[0];
    go.textContent = label(
      picked.map(({ each }) => each),
      open.length,
    );
    go.disabled = picked.length === 0;
    if (worst && gravity(worst) === asked) return;
    asked = worst ? gravity(worst) : 0;
    decided.replaceChildren(...(asked ? decision(app, worst) : []));
  };
  for (const { tick } of rows) tick.addEventListener("change", fresh);
  fresh();
  const alone = all.length === 1;
  return make(
    "section.form",
    {},
    !alone && make("h2", {}, w("party_together", { number: all.length })),
    gate.parties.get(person.party)?.may_split === false && open.length > 1 && make("p.notice", {}, w("stay_together")),
    !alone &&
      make(
        "div.rows",
        {},
        rows.map(({ each, its, tick }) =>
          make(
            "label.row.row--tick",
            {},
            tick,
            make(
              "span",
              {},
              make("span.row__name", {}, each.name),
              make("span.row__line", {}, [each.minor ? w("child") : "", each.born ?? ""].filter(Boolean).join(" · ")),
              its.v !== "go" &&
                make(`span.tag.tag--${its.v}`, {}, `${w(`verdict.${its.v}`)} · ${w(`ground.${its.g}`)}`),
            ),
          ),
        ),
      ),
    decided,
    make("div.act", {}, go),
  );
}

function label(persons, open) {
  if (persons.length === 1) return w("board_one", { name: persons[0].name });
  return persons.length === open
    ? w("board_all", { number: open })
    : w("board_some", { number: persons.length, of: open });
}

/** Who decided, where the answer was not a plain yes; the officer may decide what is theirs to decide. */
function decision(app, answer) {
  const mine = answer.v === "ask" && (answer.d ?? "officer") === "officer";
  const name = make("input", {
    name: "decided_by",
    autocomplete: "off",
    list: "officers",
    value: mine ? app.device.officer : "",
  });
  const officers = make(
    "datalist",
    { id: "officers" },
    (app.device.gate.pack.officers ?? []).map((each) => make("option", { value: each.name })),
  );
  return [
    field(w("decided_by"), name, { hint: w("decided_by_hint") }),
    officers,
    answer.d && make("input", { type: "hidden", name: "decided_role", value: answer.d }),
  ].filter(Boolean);
}

/** Nobody boards on a doubt without a name beside it. */
function whoDecided(input) {
  input.setAttribute("aria-invalid", "true");
  if (!input.nextElementSibling?.matches(".fault"))
    input.after(make("p.fault", { role: "alert" }, w("decided_needed")));
  input.focus();
}

/** Say whether somebody of these has been boarded since, wherever the way back led: it is not done twice. */
const isDone = (app, { persons, leg }) => {
  const { gate } = app.device;
  const on = gate.legs.get(leg);
  return !on || persons.some((id) => gate.persons.has(id) && aboard(gate, gate.persons.get(id), on));
};

const nothingLeft = (app) => ({ title: "", body: [], ready: () => app.back() });

const read = (form) =>
  Object.fromEntries([...form.querySelectorAll("[name]")].map((each) => [each.name, each.value.trim()]));

/** The gate as it was when it was asked goes along: a list that comes in meanwhile holds other persons. */
async function board(app, leg, { rows, chosen, params, person, decided, gate }) {
  const needed = chosen.some(({ its }) => its.v !== "go");
  if (needed && !decided.decided_by) return whoDecided(document.querySelector("[name=decided_by]"));
  const persons = chosen.map(({ each }) => each);
  const state = {
    persons: persons.map((each) => each.id),
    its: chosen.map(({ its }) => its),
    params,
    person: person.id,
    decided: needed ? decided : null,
    leg: leg.id,
    gate,
    left: rows
      .filter(({ each, its }) => !persons.includes(each) && !IS_ELSEWHERE.has(its.g))
      .map(({ each }) => each.id),
  };
  const known = state.its.some(({ g }) => g === "minor-alone"); // somebody has just decided about that
  if (!known && childrenAlone(gate, persons, leg).length) return app.show("alarm", state);
  return state.left.length ? app.show("missing", state) : write(app, state, []);
}

const IS_ELSEWHERE = new Set(["aboard-already", "home-already", "said-dead", "not-ours"]);

/** A child whose adults are neither chosen nor aboard: nobody boards it without saying who decided. */
export function alarm(app, state) {
  if (isDone(app, state)) return nothingLeft(app);
  const { gate } = state;
  const leg = gate.legs.get(state.leg);
  const persons = state.persons.map((id) => gate.persons.get(id));
  const decided = make("div.form", {}, decision(app, { v: "ask", d: "consul" }));
  return {
    title: w("alarm_title"),
    way: true,
    quiet: true,
    body: [
      make(
        "section.answer.answer--stop",
        { role: "alert" },
        make("p.answer__word", {}, make("span.answer__mark", { "aria-hidden": "true" }, "!"), w("alarm_title")),
        make(
          "p.answer__why",
          {},
          childrenAlone(gate, persons, leg)
            .map((each) => each.name)
            .join(", "),
        ),
        make("p.answer__line", {}, w("alarm_how")),
      ),
      button(w("alarm_stop"), () => app.show("party", { person: state.person, means: state.params.means })),
      decided,
      button(
        w("alarm_go"),
        () => {
          const said = read(decided);
          if (!said.decided_by) return whoDecided(decided.querySelector("input"));
          const its = state.its.map((each) => ({ ...each, v: "ask", g: "minor-alone" }));
          const done = { ...state, its, decided: said };
          return done.left.length ? app.show("missing", done) : write(app, done, []);
        },
        ".button--quiet",
      ),
    ],
  };
}

const FATES = ["comes_later", "stays", "left_alone", "not_known"];

/** What happens to those of the party who do not board with the others. */
export function missing(app, state) {
  if (isDone(app, state)) return nothingLeft(app);
  const { gate } = state;
  const leg = gate.legs.get(state.leg);
  const left = state.left.map((id) => gate.persons.get(id));
  const persons = state.persons.map((id) => gate.persons.get(id));
  const stranded = childrenLeft(gate, persons, gate.parties.get(persons[0].party)?.persons ?? [], leg);
  const form = make(
    "div.form",
    {},
    left.map((each) =>
      choice(
        each.name,
        `fate-${each.id}`,
        FATES.map((fate) => [fate, w(`fate_${fate}`)]),
      ),
    ),
  );
  const together = gate.parties.get(persons[0].party)?.may_split === false;
  const done = () => {
    const fates = left.map((each) => form.querySelector(`[name="fate-${each.id}"]:checked`)?.value ?? null);
    const open = fates.indexOf(null);
    if (open >= 0) return form.querySelectorAll("fieldset")[open].querySelector("input").focus();
    return write(
      app,
      state,
      left.map((each, at) => [each.id, fates[at]]),
    );
  };
  return {
    title: w("missing_title", { number: left.length }),
    way: true,
    body: [
      stranded.length > 0 &&
        make(
          "p.notice.notice--stop",
          { role: "alert" },
          w("child_left", { names: stranded.map((each) => each.name).join(", ") }),
        ),
      together && make("p.notice.notice--warn", {}, w("split_unasked")),
      make("p", {}, w("missing_how", { names: persons.map((each) => each.name).join(", ") })),
      form,
      make(
        "div.act",
        {},
        button(persons.length === 1 ? label(persons, 1) : w("board_them", { number: persons.length }), done),
      ),
    ],
  };
}

/** Write the boarding of everybody chosen and the fate of the others down, at once and together. */
async function write(app, { persons, its, params, person, decided, leg, gate }, fates) {
  const groups = new Map();
  persons.forEach((id, at) => {
    const means = id === person ? (params.means ?? "name") : "party";
    const { v, g } = its[at];
    const serial = id === person ? params.pass?.serial : undefined;
    const key = JSON.stringify([means, v, g, serial]);
    if (!groups.has(key))
      groups.set(key, {
        id: uuid7(Date.now()),
        kind: "boarded",
        leg,
        persons: [],
        body: {
          means,
          verdict: v,
          ground: g,
          ...(serial ? { serial } : {}),
          ...(v !== "go" && decided ? decided : {}),
        },
      });
    groups.get(key).persons.push(id);
  });
  const boarded = [...groups.values()];
  const of = boarded[0].id;
  await app.device.record(
    ...boarded,
    ...fates.map(([id, fate]) => ({ kind: "missing", leg, persons: [id], body: { fate, of } })),
  );
  const names = persons.map((id) => gate.persons.get(id).name);
  app.said = w("boarded", { number: persons.length, names: names.slice(0, 4).join(", ") });
  app.back();
}
