/** Before anybody is let through: enrolling, the PIN, the lock, the meeting point. */
import { ask, NoContact } from "../contact.js";
import { base64 } from "../bytes.js";
import { button, field, make } from "../dom.js";
import { faultOf, makeLock, unlock, waits } from "../lock.js";
import { hourIn, LANGUAGES, w } from "../words.js";

/** What is said when we could not be asked, or said nothing that can be used. */
export function whyNoContact(fault) {
  if (fault.message === "pack-not-ours") return w("pack_not_ours");
  return fault instanceof NoContact && !fault.status ? w("no_network") : (fault.said?.words ?? w("no_answer"));
}

const languages = (app) =>
  make(
    "nav.languages",
    { "aria-label": w("language") },
    Object.entries(LANGUAGES).map(([code, name]) =>
      make(
        "button.link",
        { type: "button", lang: code, "aria-pressed": String(code === app.language), onclick: () => app.speakAs(code) },
        name,
      ),
    ),
  );

const faultLine = (words) => words && make("p.notice.notice--stop", { role: "alert" }, words);

export function enrol(app, { fault } = {}) {
  const code = make("input", { autocomplete: "off", autocapitalize: "characters", spellcheck: "false" });
  code.value = new URLSearchParams(location.hash.slice(1)).get("enrol") ?? "";
  const go = () =>
    code.value.trim() ? app.show("pin", { code: code.value.trim() }) : app.show("enrol", { fault: w("enrol_empty") });
  return {
    title: w("enrol_title"),
    body: [
      faultLine(fault),
      make("p", {}, w("enrol_how")),
      field(w("enrol_code"), code),
      button(w("next"), go),
      button(w("enrol_scan"), () => app.show("scan", { enrol: true }), ".button--quiet"),
      languages(app),
    ],
  };
}
enrol.open = true;

export function pin(app, { code, fault } = {}) {
  const first = secret("new-password");
  const again = secret("new-password");
  const go = async () => {
    const wrong = faultOf(first.value);
    if (wrong) return app.show("pin", { code, fault: w(`pin_${wrong}`) });
    if (first.value !== again.value) return app.show("pin", { code, fault: w("pin_differs") });
    return enrolWith(app, code, first.value);
  };
  return {
    title: w("pin_title"),
    way: true,
    body: [
      faultLine(fault),
      make("p", {}, w("pin_how")),
      field(w("pin_first"), first),
      field(w("pin_again"), again),
      button(w("next"), go),
    ],
  };
}
pin.open = true;

const secret = (kind) => make("input", { type: "password", autocomplete: kind, spellcheck: "false" });

/** The key with which a lost answer is asked for again is kept until the answer lies on the disk. */
async function enrolWith(app, code, typed) {
  const kept = await app.store.plain("enrolling");
  const key =
    kept?.code === code
      ? kept.key
      : base64(crypto.getRandomValues(new Uint8Array(32)))
          .replaceAll("+", "-")
          .replaceAll("/", "_")
          .replace(/=+$/, "");
  await app.store.putPlain("enrolling", { code, key });
  let self;
  try {
    self = await ask("enrol", { body: { code, key }, language: app.language });
  } catch (fault) {
    return app.show("enrol", { fault: whyNoContact(fault) });
  }
  await app.unlocked(await makeLock(app.store, typed));
  await app.device.enrolled(self);
  await app.store.putPlain("enrolling", null);
  history.replaceState(null, "", "/field/gate/");
  return app.show("points");
}

export function locked(app, { fault } = {}) {
  const typed = secret("current-password");
  const told = make("p.soft", {});
  const go = async () => {
    if (!typed.value) return typed.focus();
    open.append(" …"); // on a slow telephone it takes seconds, on purpose
    const key = await unlock(app.store, typed.value);
    const wait = Math.ceil((await waits(app.store)) / 1000);
    if (!key) return app.show("locked", { fault: wait ? w("pin_wait", { seconds: wait }) : w("pin_wrong") });
    await app.unlocked(key);
    if (!app.device.self) return app.show("enrol");
    return app.show(app.home());
  };
  const ready = async () => {
    if ((await app.store.plain("lock")).digits) typed.inputMode = "numeric";
    if (await app.store.unsent()) told.replaceChildren(w(app.isSending() ? "locked_sending" : "locked_waits"));
  };
  const open = button(w("open"), go);
  typed.addEventListener("keydown", (event) => event.key === "Enter" && open.click());
  return {
    title: w("locked_title"),
    body: [faultLine(fault), field(w("pin"), typed), open, told, forgotten(app), languages(app)],
    focus: typed,
    ready,
  };
}
locked.open = true;

/** Without the PIN nobody can read what is here. To work on, the device is emptied and enrolled anew. */
function forgotten(app) {
  const told = make("p", {});
  app.store.unsent().then(
    (number) => told.replaceChildren(w(number ? "forgotten_unsent" : "forgotten_sent", { number })),
    () => {},
  );
  return make(
    "details.more",
    {},
    make("summary", {}, w("forgotten")),
    told,
    button(w("forgotten_do"), () => app.empty(), ".button--quiet"),
  );
}

export const unusable = (app, { why }) => ({ title: w("unusable_title"), body: [make("p", {}, w(why))] });
unusable.open = true;

export const elsewhere = () => ({ title: w("elsewhere_title"), body: [make("p", {}, w("elsewhere"))] });
elsewhere.open = true;

export function wiped(app) {
  return {
    title: w("wiped_title"),
    body: [make("p", {}, w("wiped")), button(w("enrol_title"), async () => location.reload(), ".button--quiet")],
  };
}
wiped.open = true;

export function revoked(app) {
  const left = app.device.unsent().length;
  return {
    title: w("revoked_title"),
    body: [
      make("p.notice.notice--stop", {}, w("revoked")),
      left
        ? [make("p", {}, w("revoked_unsent", { number: left })), button(w("carry_title"), () => app.show("carrying"))]
        : make("p", {}, w("revoked_all_sent")),
    ],
  };
}
revoked.revoked = true;
revoked.without = true;

export function points(app) {
  const list = make("div.rows", { "aria-busy": "true" }, make("p.soft", {}, w("points_loading")));
  const fill = async () => {
    try {
      const { points: found } = await ask("points", { as: app.device.self, language: app.language });
      list.replaceChildren(
        ...(found.length ? found.map((each) => row(app, each, list)) : [make("p", {}, w("points_none"))]),
      );
    } catch (fault) {
      list.replaceChildren(faultLine(whyNoContact(fault)), button(w("try_again"), fill));
    }
    list.removeAttribute("aria-busy");
  };
  return {
    title: w("points_title"),
    way: app.device.gate !== null,
    body: [make("p.soft", {}, w("points_how")), list],
    ready: fill,
  };
}
points.without = true;

function row(app, point, list) {
  const zone = point.zone ?? app.device.self.crisis.zone;
  const choose = async () => {
    list.replaceChildren(make("p", { role: "status" }, w("pack_loading")));
    try {
      if (await app.renew()) return null;
      await app.device.fetchPack(point.id);
      app.leg = null;
      return app.show("home");
    } catch (fault) {
      list.replaceChildren(faultLine(whyNoContact(fault)), button(w("try_again"), choose));
      return null;
    }
  };
  return make(
    "button.row",
    { type: "button", onclick: choose },
    make("span.row__name", {}, point.name),
    point.legs
      .slice(0, 4)
      .map((leg) =>
        make("span.row__line", {}, `${leg.ref} · ${leg.title} · ${hourIn(zone, leg.departs, app.device.now())}`),
      ),
  );
}
