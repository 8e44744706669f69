/** At the other end of a leg: who was aboard is seen to have landed. */
import { button, make } from "../dom.js";
import { partyWith, ridersOf } from "../gate.js";
import { w } from "../words.js";
import { who } from "./persons.js";

/** At the other end: who was aboard has landed. Boarded is never arrived. */
export function landing(app, params, leg, person) {
  const { gate } = app.device;
  const riders = new Set(ridersOf(gate, leg));
  const waiting = partyWith(gate, person).filter((each) => riders.has(each) && !gate.landed.has(each.id));
  const was = riders.has(person);
  const answer = { v: was ? "go" : "ask", g: was ? "holds-a-place" : "not-in-pack" };
  const all = waiting.length ? waiting : [person];
  return {
    title: person.name,
    way: true,
    body: [
      make(
        `section.answer.answer--${answer.v}`,
        { role: "alert" },
        make(
          "p.answer__why",
          {},
          w(gate.landed.has(person.id) ? "landed_already" : was ? "was_aboard" : "was_not_aboard", { leg: leg.ref }),
        ),
      ),
      who(person, params),
      !gate.landed.has(person.id) &&
        button(
          all.length === 1 ? w("landed_one", { name: all[0].name }) : w("landed_all", { number: all.length }),
          async () => {
            await app.device.record({
              kind: "landed",
              leg: leg.id,
              persons: all.map((each) => each.id),
              body: { means: params.means ?? "name" },
            });
            app.said = w("landed_done", { number: all.length });
            app.back();
          },
        ),
      all.length > 1 &&
        button(
          w("landed_one", { name: person.name }),
          async () => {
            await app.device.record({
              kind: "landed",
              leg: leg.id,
              persons: [person.id],
              body: { means: params.means ?? "name" },
            });
            app.said = w("landed_done", { number: 1 });
            app.back();
          },
          ".button--quiet",
        ),
    ],
  };
}
