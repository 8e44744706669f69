/** Documents that the post holds for people: in, out, back, destroyed. */
import { uuid7 } from "../bytes.js";
import { button, field, make } from "../dom.js";
import { w } from "../words.js";

const WHATS = ["passport", "travel_document", "id_card", "birth_certificate", "other"];

export function documents(app, { person, fault }) {
  const { gate } = app.device;
  const held = [...gate.documents.values()].filter((each) => each.state === "held" || each.state === "out");
  return {
    title: w("documents_title"),
    way: true,
    body: [
      held.length
        ? make(
            "div.rows",
            {},
            held.map((each) => item(app, each)),
          )
        : make("p.soft", {}, w("documents_none")),
      make(
        "details.more",
        { open: Boolean(person) },
        make("summary", {}, w("document_take")),
        gate.persons.has(person) ? taking(app, gate.persons.get(person), fault) : whose(app),
      ),
    ],
  };
}

function whose(app) {
  const typed = make("input", { type: "search", autocomplete: "off" });
  const found = make("div.rows", { "aria-live": "polite" });
  typed.addEventListener("input", async () => {
    const { persons } = typed.value.trim().length < 2 ? { persons: [] } : await app.device.finder.find(typed.value);
    found.replaceChildren(
      ...persons
        .slice(0, 8)
        .map((each) =>
          make(
            "button.row",
            { type: "button", onclick: () => app.show("documents", { person: each.id }) },
            make("span.row__name", {}, each.name),
          ),
        ),
    );
  });
  return make("section.form", {}, field(w("document_whose"), typed), found);
}

function taking(app, person, fault) {
  const what = make(
    "select",
    {},
    WHATS.map((each) => make("option", { value: each }, w(`document_${each}`))),
  );
  const number = make("input", { autocomplete: "off", autocapitalize: "characters", maxlength: "40" });
  const words = make("input", { autocomplete: "off", maxlength: "300" });
  return make(
    "section.form",
    {},
    make("p.person__name", {}, person.name),
    field(w("document_what"), what),
    field(w("given_document_number"), number, { fault }),
    field(w("document_words"), words),
    button(w("document_take_do"), async () => {
      await app.device.record({
        kind: "document_in",
        persons: [person.id],
        body: { item: uuid7(Date.now()), what: what.value, number: number.value.trim(), words: words.value.trim() },
      });
      app.said = w("document_taken", { name: person.name });
      app.show("documents");
    }),
  );
}

function item(app, held) {
  const person = app.device.gate.persons.get(held.person);
  const to = make("input", { autocomplete: "off", maxlength: "120" });
  const act = (kind, key, needsWho) =>
    button(
      w(key),
      async () => {
        if (needsWho && !to.value.trim()) return to.focus();
        await app.device.record({
          kind,
          persons: [held.person],
          body: { item: held.item, to: to.value.trim(), words: "" },
        });
        app.said = w(`${key}_done`);
        return app.show("documents");
      },
      ".button--quiet",
    );
  return make(
    "details.more",
    {},
    make(
      "summary",
      {},
      `${w(`document_${held.what}`)} …${(held.number ?? "").slice(-4)} · ${person?.name ?? "?"}`,
      held.state === "out" && ` · ${w("document_is_out", { to: held.to })}`,
    ),
    button(w("document_back"), async () => {
      await app.device.record({
        kind: "document_back",
        persons: [held.person],
        body: { item: held.item, to: person?.name ?? "", words: "" },
      });
      app.said = w("document_back_done");
      app.show("documents");
    }),
    field(w("document_to"), to),
    act("document_out", "document_out", true),
    act("document_destroyed", "document_destroyed", false),
  );
}
