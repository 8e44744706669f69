/** The rest: the pack, carrying out, taking in, who works here, language, light, lock. */
import { button, field, make } from "../dom.js";
import { expires } from "../gate.js";
import { LANGUAGES, w } from "../words.js";
import { hour } from "./legs.js";
import { whyNoContact } from "./start.js";

export function more(app) {
  const { device } = app;
  const { pack } = device.gate;
  const told = make("p", { role: "status" });
  const fresh = async () => {
    told.replaceChildren(w("pack_loading"));
    try {
      if (await app.renew()) return;
      await device.fetchPack(pack.point.id);
      app.said = w("pack_fresh");
      app.redraw();
    } catch (fault) {
      told.replaceChildren(whyNoContact(fault));
    }
  };
  const language = make(
    "select",
    { onchange: () => app.speakAs(language.value) },
    Object.entries(LANGUAGES).map(([code, name]) =>
      make("option", { value: code, lang: code, selected: code === app.language }, name),
    ),
  );
  const works = make(
    "select",
    { onchange: () => device.workAs(works.value) },
    [...new Set([device.officer, ...(pack.officers ?? []).map((each) => each.name)])].map((name) =>
      make("option", { value: name, selected: name === device.officer }, name),
    ),
  );
  const light = make(
    "select",
    {
      onchange: () => {
        document.documentElement.dataset.light = light.value;
        return app.store.putPlain("light", light.value);
      },
    },
    ["auto", "bright", "dark"].map((each) =>
      make(
        "option",
        { value: each, selected: each === (document.documentElement.dataset.light ?? "auto") },
        w(`light_${each}`),
      ),
    ),
  );
  const [carried, storage] = [make("span", {}, "–"), make("span", {}, "–")];
  return {
    title: w("more_title"),
    way: true,
    ready: async () => {
      carried.replaceChildren(String((await device.carried()).length));
      storage.replaceChildren(w((await navigator.storage?.persisted?.()) ? "storage_kept" : "storage_lent"));
    },
    body: [
      make(
        "dl.facts-list",
        {},
        fact("device", device.self.name),
        fact("pack_made", hour(app, null, pack.facts_at)),
        fact("pack_until", hour(app, null, expires(device.gate))),
        fact("persons", String(pack.persons.length)),
        fact("last_contact", device.lastContact ? new Date(device.lastContact).toLocaleTimeString(app.language) : "–"),
        fact("doubts", String(device.doubts)),
        fact("carried", carried),
        fact("storage", storage),
      ),
      told,
      button(w("pack_refresh"), fresh),
      button(w("points_title"), () => app.show("points"), ".button--quiet"),
      button(w("carry_title"), () => app.show("carrying"), ".button--quiet"),
      button(w("take_in_title"), () => app.show("scan", { carried: true }), ".button--quiet"),
      field(w("works_here"), works),
      field(w("language"), language),
      field(w("light"), light),
      button(w("lock"), () => app.lock(), ".button--quiet"),
    ],
  };
}

const fact = (key, value) => [make("dt", {}, w(`fact_${key}`)), make("dd", {}, value)];
