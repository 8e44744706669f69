/** Papers that carriers and states give: a machine-readable zone, a boarding pass; and who of the pack they may be. */
import { button, field, make } from "../dom.js";
import { readMrz, yearBorn } from "../mrz.js";
import { w } from "../words.js";
import { legNow, personRow } from "./home.js";

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
  return {
    title: w("papers_title"),
    way: true,
    body: [field(w("mrz"), lines, { hint: w("mrz_hint") }), button(w("mrz_read"), read), told],
  };
}

function judged(app, read) {
  if (read.fault) return [make("p.notice.notice--stop", { role: "alert" }, w("mrz_length", { number: read.length }))];
  const expires =
    read.expires &&
    w("mrz_expires", { day: `${read.expires.day}.${read.expires.month}.${String(read.expires.yy).padStart(2, "0")}` });
  const facts = make(
    "section.person",
    {},
    make("p.person__name", {}, `${read.family} ${read.given}`.trim()),
    make(
      "p.soft",
      {},
      [
        read.number,
        read.nationality,
        read.born && w("born", { year: yearBorn(read.born, new Date(app.device.now()).getUTCFullYear()) }),
        expires,
      ]
        .filter(Boolean)
        .join(" · "),
    ),
  );
  if (read.wrong.length) {
    const named = read.wrong.map((each) => w(`mrz_${each}`)).join(", ");
    return [make("p.notice.notice--stop", { role: "alert" }, w("mrz_wrong", { fields: named })), facts];
  }
  return [
    facts,
    button(w("find_them"), () =>
      app.show("candidates", { number: read.number, names: `${read.family} ${read.given}`, means: "mrz" }),
    ),
  ];
}

/** Whose a paper may be: by its number, else by its name. It says who somebody is, never that they may go. */
export function candidates(app, { number, names, carrier, means }) {
  const leg = legNow(app);
  const rows = make("div.rows", { "aria-live": "polite" });
  const ready = async () => {
    const { finder } = app.device;
    let persons = number ? await finder.byDocument(number.toUpperCase().replace(/[^A-Z0-9]/g, "")) : [];
    if (persons.length === 1) return app.show("party", { person: persons[0].id, means });
    if (!persons.length) persons = (await finder.find(names)).persons;
    if (!persons.length) persons = (await finder.find(names.split(" ")[0])).persons;
    const found = persons.map((each) => personRow(app, each, leg, means));
    return rows.replaceChildren(
      ...(found.length
        ? found
        : [
            make("p", {}, w("found_nobody")),
            button(w("walk_in"), () => app.show("walk_in", { typed: names }), ".button--quiet"),
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
