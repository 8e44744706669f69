/** The gate: which screen is shown, what frames it, and when it locks. */
import { openDevice } from "./device.js";
import { make } from "./dom.js";
import { NotKept, openStore } from "./store.js";
import { preferred, speak, w } from "./words.js";
import * as boarding from "./screens/boarding.js";
import * as carrying from "./screens/carrying.js";
import * as documents from "./screens/documents.js";
import * as home from "./screens/home.js";
import * as lists from "./screens/lists.js";
import * as more from "./screens/more.js";
import * as papers from "./screens/papers.js";
import * as party from "./screens/party.js";
import * as passport from "./screens/passport.js";
import * as scanning from "./screens/scanning.js";
import * as start from "./screens/start.js";
import * as walking_in from "./screens/walking_in.js";

const SCREENS = {
  ...start,
  ...home,
  ...scanning,
  ...party,
  ...boarding,
  ...lists,
  ...walking_in,
  ...documents,
  ...papers,
  ...passport,
  ...carrying,
  ...more,
};
const OLD = 2 * 3_600_000; // what is unsent for so long is red
const IDLE = 15 * 60_000;
// Where nobody is in the middle of something.
const REDRAWN = new Set(["home", "list", "standby", "more", "revoked", "carrying"]);

class App {
  store = null;
  device = null;
  leg = null; // id of the leg that boards
  said = ""; // what was just done, told once
  enrolled = false; // whether there is a lock
  kept = false; // whether the page is here without a network
  #main = document.getElementById("content");
  #header = document.getElementById("header");
  #now = { name: "", params: {} };
  #leave = null;
  #touched = touchedNow();
  #sending = null; // the device behind the lock, as long as it has something to send
  #empty = false;
  #shown = new Map(); // by number: what is written into the browser's history lies open on the disk

  async open() {
    await speak(preferred());
    const { locks } = navigator;
    if (locks && !(await heldAlone(locks))) {
      locks.request("dodomu-gate", () => location.reload()); // as soon as the other window is closed
      return this.show("elsewhere");
    }
    if (!globalThis.isSecureContext) return this.show("unusable", { why: "insecure" });
    try {
      this.store = await openStore();
    } catch {
      return this.show("unusable", { why: "no_storage" });
    }
    this.language = await speak((await this.store.plain("language")) ?? preferred());
    this.enrolled = Boolean(await this.store.plain("lock"));
    document.documentElement.dataset.light = (await this.store.plain("light")) ?? "auto";
    addEventListener("unhandledrejection", (event) => this.#alarm(event.reason));
    addEventListener("popstate", (event) => {
      const { name, params } = this.#shown.get(event.state) ?? { name: this.home(), params: {} };
      this.#go(name, params);
    });
    for (const kind of ["pointerdown", "keydown"])
      addEventListener(kind, () => (this.#touched = touchedNow()), { passive: true });
    setInterval(() => this.#everyNow(), 5000);
    this.installed = this.#install();
    return this.show(this.home());
  }

  home() {
    if (this.#empty) return "wiped";
    if (!this.device?.self) return this.#closed();
    if (this.device.self.revoked) return "revoked";
    return this.device.gate ? "home" : "points";
  }

  #closed() {
    if (!this.store) return this.#now.name || "elsewhere";
    return this.enrolled ? "locked" : "enrol";
  }

  async speakAs(language) {
    this.language = await speak(language);
    await this.store.putPlain("language", this.language);
    if (this.device) this.device.language = this.language;
    this.redraw();
  }

  /** Open what is kept with the key of the lock. */
  async unlocked(key) {
    this.#sending?.leave();
    this.#sending = null;
    this.enrolled = true;
    this.store.use(key);
    this.device = await openDevice(this.store, {
      language: this.language,
      changed: () => this.changed(),
      wiped: () => this.#wiped(),
    });
    this.#touched = touchedNow();
  }

  /** Show nobody any more. What is unsent goes on being sent behind the lock. */
  lock() {
    this.device?.lock();
    this.#sending = this.device;
    this.device = null;
    this.#shown.clear();
    this.show("locked");
  }

  /** Say whether what is unsent goes out although nobody has opened the lock. */
  isSending() {
    return this.#sending?.isSending() ?? false;
  }

  /** Give up what is kept, because nobody knows the PIN. */
  async empty() {
    this.#sending?.leave();
    await this.store.destroy();
    this.#wiped();
  }

  #wiped() {
    this.#empty = true;
    this.device = this.#sending = null;
    this.show("wiped");
  }

  /** Nothing is said to be done that is not on the disk; what was not kept is said as loudly as we can. */
  #alarm(fault) {
    navigator.vibrate?.([300, 100, 300]);
    const words = w(fault instanceof NotKept ? "not_kept" : "went_wrong");
    this.#main.querySelector(".notice--alarm")?.remove();
    this.#main.prepend(make("p.notice.notice--stop.notice--alarm", { role: "alert" }, words));
    scrollTo(0, 0);
  }

  /** Show a screen; the way back leads to the one before. */
  show(name, params = {}) {
    const number = this.#shown.size + 1;
    this.#shown.set(number, { name, params });
    if (this.#now.name && this.#now.name !== name) history.pushState(number, "");
    else history.replaceState(number, "");
    return this.#go(name, params);
  }

  back() {
    return this.show(this.home());
  }

  #go(name, params) {
    this.#leave?.();
    this.#leave = null;
    this.#now = { name: this.#allowed(name), params, said: this.said };
    this.said = "";
    return this.#draw(true);
  }

  /** Nothing of a person is shown while the lock is closed, wherever the way back leads. */
  #allowed(name) {
    if (SCREENS[name]?.open) return name;
    if (!this.device?.self || this.#empty) return this.home();
    if (this.device.self.revoked && !SCREENS[name]?.revoked) return "revoked";
    return this.device.gate || SCREENS[name]?.without ? name : "points";
  }

  redraw() {
    if (this.said) [this.#now.said, this.said] = [this.said, ""];
    this.#leave?.();
    this.#leave = null;
    return this.#draw(false);
  }

  changed() {
    if (this.device?.self?.revoked && !SCREENS[this.#now.name]?.revoked) return this.show("revoked");
    if (REDRAWN.has(this.#now.name) && !this.#isInUse()) return this.redraw();
    return this.#frame();
  }

  /** Nothing is redrawn under a finger: a tap would go to another row, and what was typed would be gone. */
  #isInUse() {
    const at = document.activeElement;
    return (
      (this.#main.contains(at) && at.tagName !== "H1") ||
      [...this.#main.querySelectorAll("input")].some((each) => each.value)
    );
  }

  #draw(fresh) {
    const { name, params } = this.#now;
    const screen = SCREENS[name](this, params);
    this.#leave = screen.leave ?? null;
    const told = this.#now.said && make("p.notice.notice--good", { role: "status" }, this.#now.said);
    this.#main.replaceChildren(
      ...[
        screen.way && make("p.way", {}, make("button.link", { type: "button", onclick: () => this.back() }, w("back"))),
        told,
        make(screen.quiet ? "h1.visually-hidden" : "h1", { tabIndex: -1 }, screen.title),
        ...[screen.body].flat(3),
      ].filter(Boolean),
    );
    this.#main.dataset.screen = name;
    this.#frame();
    document.title = this.#title(screen.title);
    if (fresh) {
      scrollTo(0, 0);
      (screen.focus ?? this.#main.querySelector("h1")).focus({ preventScroll: true });
    }
    screen.ready?.();
    return screen;
  }

  #title(title) {
    const crisis = this.device?.self?.crisis;
    return `${crisis?.exercise ? `[${w("exercise")}] ` : ""}${title} – ${crisis?.name ?? "Dodomu"}`;
  }

  #frame() {
    const crisis = this.device?.self?.crisis;
    const point = this.device?.gate?.pack.point;
    this.#header.replaceChildren(
      ...[
        crisis?.exercise && make("p.exercise", {}, make("strong", {}, w("exercise"))),
        make(
          "div.top",
          {},
          make(
            "p.top__place",
            {},
            make("strong", {}, point?.name ?? crisis?.name ?? "Dodomu"),
            crisis && make("span", {}, this.device.officer),
          ),
          this.#unsent(),
        ),
      ].filter(Boolean),
    );
  }

  /** The number that has not reached us is always there: what it is, and red when it is old. */
  #unsent() {
    const badge = (!this.device && document.getElementById("unsent")) || make("p.unsent", { id: "unsent" });
    const fill = (number, since) => {
      badge.replaceChildren(make("b", {}, String(number)), ` ${w("unsent")}`);
      badge.classList.toggle("unsent--some", number > 0);
      badge.classList.toggle("unsent--old", number > 0 && since !== null && Date.now() - since > OLD);
    };
    if (this.device) fill(this.device.unsent().length, this.device.waitsSince());
    else if (this.store)
      this.store.unsent().then(
        (number) => fill(number, null),
        () => {},
      );
    return badge;
  }

  #everyNow() {
    if (!this.#empty) this.#frame();
    if (this.device && touchedNow().some((now, at) => now - this.#touched[at] > IDLE)) this.lock();
  }

  /** Keep the page for days without a network; a new version waits until it may take over. */
  async #install() {
    if (!("serviceWorker" in navigator)) return null;
    navigator.storage?.persist?.().catch(() => {});
    navigator.serviceWorker.ready.then(() => {
      this.kept = true;
      this.changed();
    });
    return navigator.serviceWorker.register("/field/gate/sw.js", { scope: "/field/gate/" }).catch(() => null);
  }

  /** Say whether a new version may take over, and let it: nothing is unsent, and the pack is about to change. */
  async renew() {
    const registration = await this.installed;
    if (!registration?.waiting || (await this.store.unsent()) > 0) return false;
    const taken = new Promise((resolve) => {
      navigator.serviceWorker.addEventListener("controllerchange", resolve, { once: true });
      setTimeout(resolve, 5000); // it took over without a word
    });
    registration.waiting.postMessage("take-over");
    await taken;
    location.reload();
    return true;
  }
}

/** By the clock that nobody sets, and by the one that does not sleep with the telephone. */
const touchedNow = () => [performance.now(), Date.now()];

/** Hold this device's store in one window only; it is let go when the window closes. */
const heldAlone = (locks) =>
  new Promise((resolve) => {
    locks.request("dodomu-gate", { ifAvailable: true }, (lock) => {
      resolve(lock !== null);
      return lock && new Promise(() => {});
    });
  });

new App().open();
