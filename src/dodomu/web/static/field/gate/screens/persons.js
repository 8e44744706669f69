/** Somebody as screens show them: a row to touch, a line, a head. */
import { answerFor } from "../answers.js";
import { make } from "../dom.js";
import { aboard } from "../gate.js";
import { hasWords, w } from "../words.js";

/** Somebody as a row to touch, with the answer in colour and words. */
export function personRow(app, person, leg, means) {
  const answer = leg && leg.way !== "in" ? answerFor(app.device.gate, person, leg, app.device.now()) : null;
  const is = leg && aboard(app.device.gate, person, leg);
  return make(
    "button.row",
    { type: "button", onclick: () => app.show("party", { person: person.id, means }) },
    make("span.row__name", {}, person.name),
    make("span.row__line", {}, about(person)),
    is
      ? make("span.tag.tag--aboard", {}, w("aboard"))
      : answer && make(`span.tag.tag--${answer.v}`, {}, `${w(`verdict.${answer.v}`)} · ${w(`ground.${answer.g}`)}`),
  );
}

/** What tells people of one name apart. */
export function about(person) {
  const ref = person.ref && person.ref.replace(/(\d{3})(?=\d)/g, "$1\u00a0");
  return [
    person.latin && person.latin !== person.name ? person.latin : "",
    person.born && w("born", { year: person.born }),
    ref,
    person.tail && `…${person.tail}`,
  ]
    .filter(Boolean)
    .join(" · ");
}

/** Name and year from the pass stand beside those of the register: a pass in other hands is caught by eye. */
export function who(person, { pass }) {
  return make(
    "section.person",
    {},
    make("p.person__name", {}, person.name),
    make("p.soft", {}, about(person)),
    pass && make("p.person__pass", {}, w("on_the_pass", { name: pass.name || "–", year: pass.born ?? "–" })),
    person.needs?.length
      ? make(
          "p.person__needs",
          {},
          person.needs.map((code) => (hasWords(`need.${code}`) ? w(`need.${code}`) : code)).join(" · "),
        )
      : null,
  );
}
