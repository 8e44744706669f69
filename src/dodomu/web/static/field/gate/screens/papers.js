/** Papers that carriers and states give: a machine-readable zone, a boarding pass; and who of the pack they may be. */
import { button, field, make } from "../dom.js";
import { goodUntil, readMrz, yearBorn } from "../mrz.js";
import { w } from "../words.js";
import { legNow } from "./legs.js";
import { personRow } from "./persons.js";

const two = (number) => String(number).padStart(2, "0");

export function papers(app, { typed = "" }) {
  const lines = make("textarea.mono", {
    rows: "3",
    autocapitalize: "characters",
    autocomplete: "off",
    spellcheck: "false",
  });
  lines.value = typed;
  const told = make("div.form", { "aria-live": "polite" });
  const read = () => told.replaceChildren(...judged(app, readMrz(lines.value)).filter(Boolean));
  if (typed) setTimeout(read, 0);
  // A reader in the hand sends line after line: the last one is judged without a tap.
  lines.addEventListener("input", () => !readMrz(lines.value).fault && read());
  return {
    title: w("papers_title"),
    way: true,
    focus: typed ? lines : undefined,
    body: [field(w("mrz"), lines, { hint: w("mrz_hint") }), button(w("mrz_read"), read), told],
  };
}

/** Name the fields whose check digits do not fit. */
export const wrongFields = (wrong) => wrong.map((each) => w(`mrz_${each}`)).join(", ");

/** Lead from a document of which every check digit fits to its holder; one that is to be looked at is shown first. */
export function identified(app, read) {
  if (read.wrong.length || hasExpired(read, app.device.now()))
    return app.show("papers", { typed: read.lines.join("\n") });
  return app.show("candidates", { number: read.number, names: namesOf(read), given: givenOf(app, read), means: "mrz" });
}

const namesOf = ({ family, given }) => `${family} ${given}`.trim();
const hasExpired = ({ expires }, now) => expires !== null && now >= goodUntil(expires);

/** What a form asks of somebody, as far as a document says it. */
function givenOf(app, { family, given, number, nationality, born }) {
  const day = born?.day && `${two(born.day)}.${two(born.month)}.${yearBorn(born, app.device.now())}`;
  return {
    family_name: family,
    given_name: given,
    document_number: number,
    ...(nationality ? { citizenships: nationality } : {}),
    ...(day ? { birth_date: day } : {}),
  };
}

function judged(app, read) {
  if (read.fault) return [make("p.notice.notice--stop", { role: "alert" }, w("mrz_length", { number: read.length }))];
  const facts = factsOf(app, read);
  if (read.wrong.length) {
    return [
      make("p.notice.notice--stop", { role: "alert" }, w("mrz_wrong", { fields: wrongFields(read.wrong) })),
      facts,
    ];
  }
  const find = () =>
    app.show("candidates", { number: read.number, names: namesOf(read), given: givenOf(app, read), means: "mrz" });
  return [
    hasExpired(read, app.device.now()) && make("p.notice.notice--warn", {}, w("ground.document-expired")),
    facts,
    button(w("find_them"), find),
  ];
}

function factsOf(app, read) {
  const { expires } = read;
  const until =
    expires && [expires.day, expires.month].map((each) => (each ? `${two(each)}.` : "")).join("") + (2000 + expires.yy);
  const said = [
    read.number,
    read.nationality,
    read.born && w("born", { year: yearBorn(read.born, app.device.now()) }),
    until && w("mrz_expires", { day: until }),
    read.cut && w("mrz_cut"),
  ];
  return make(
    "section.person",
    {},
    make("p.person__name", {}, namesOf(read)),
    make("p.soft", {}, said.filter(Boolean).join(" · ")),
  );
}

/** Whose a paper may be: by its number, else by its name. It says who somebody is, never that they may go. */
export function candidates(app, { number, names, given, carrier, means }) {
  const leg = legNow(app);
  const rows = make("div.rows", { "aria-live": "polite" });
  const ready = async () => {
    const { finder } = app.device;
    let persons = number ? await finder.byDocument(number.toUpperCase().replace(/[^A-Z0-9]/g, "")) : [];
    if (persons.length === 1) return app.show("party", { person: persons[0].id, means });
    if (!persons.length) persons = (await finder.find(names)).persons;
    if (!persons.length) persons = (await finder.find(given?.family_name || names.split(" ")[0])).persons;
    const found = persons.map((each) => personRow(app, each, leg, means));
    return rows.replaceChildren(
      ...(found.length
        ? found
        : [
            make("p", {}, w("found_nobody")),
            button(w("walk_in"), () => app.show("walk_in", { typed: names, given }), ".button--quiet"),
          ]),
    );
  };
  return {
    title: names,
    way: true,
    ready,
    body: [
      carrier &&
        make(
          "p.notice",
          {},
          w("carrier_pass", {
            flights: carrier.legs.map((each) => `${each.carrier} ${each.flight} ${each.from}–${each.to}`).join(", "),
          }),
        ),
      make("p.soft", {}, w("candidates_how")),
      rows,
    ],
  };
}
