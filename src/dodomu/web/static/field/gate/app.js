/** The gate: which screen is shown, what frames it, and when it locks. */
import { openDevice } from "./device.js";
import { make } from "./dom.js";
import { openStore } from "./store.js";
import { preferred, speak, w } from "./words.js";
import * as boarding from "./screens/boarding.js";
import * as carrying from "./screens/carrying.js";
import * as documents from "./screens/documents.js";
import * as home from "./screens/home.js";
import * as lists from "./screens/lists.js";
import * as more from "./screens/more.js";
import * as papers from "./screens/papers.js";
import * as party from "./screens/party.js";
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
  ...carrying,
  ...more,
};
const OLD = 2 * 3_600_000; // what is unsent for so long is red
const IDLE = 15 * 60_000;
const REDRAWN = new Set(["home", "list", "standby", "more"]); // where nobody is in the middle of something

class App {
  store = null;
  device = null;
  leg = null; // id of the leg that boards
  said = ""; // what was just done, told once
  #main = document.getElementById("content");
  #header = document.getElementById("header");
  #now = { name: "", params: {} };
  #leave = null;
  #touched = Date.now();
  #shown = new Map(); // by number: what is written into the browser's history lies open on the disk

  async open() {
    const locks = navigator.locks;
    if (locks && !(await heldAlone(locks))) {
      await speak(preferred());
      return this.show("elsewhere");
    }
    this.store = await openStore();
    this.language = await speak((await this.store.plain("language")) ?? preferred());
    addEventListener("popstate", (event) => {
      const { name, params } = this.#shown.get(event.state) ?? { name: this.home(), params: {} };
      this.#go(name, params);
    });
    for (const kind of ["pointerdown", "keydown"])
      addEventListener(kind, () => (this.#touched = Date.now()), { passive: true });
    setInterval(() => this.#everyNow(), 5000);
    this.installed = this.#install();
    return this.show(await this.first());
  }

  /** Return the screen to begin with. */
  async first() {
    if (!(await this.store.plain("lock"))) return "enrol";
    return "locked";
  }

  home() {
    if (!this.device?.self) return this.store ? "locked" : "elsewhere";
    if (this.device.self.revoked) return "revoked";
    return this.device.gate ? "home" : "points";
  }

  async speakAs(language) {
    this.language = await speak(language);
    await this.store.putPlain("language", this.language);
    if (this.device) this.device.language = this.language;
    this.redraw();
  }

  /** Open what is kept with the key of the lock. */
  async unlocked(key) {
    this.store.use(key);
    this.device = await openDevice(this.store, {
      language: this.language,
      changed: () => this.changed(),
      wiped: () => this.#wiped(),
    });
    this.#touched = Date.now();
  }

  lock() {
    this.device?.close();
    this.device = null;
    this.#shown.clear();
    this.show("locked");
  }

  async #wiped() {
    this.device = null;
    for (const name of await caches.keys()) if (!name.startsWith("gate-")) await caches.delete(name);
    this.show("wiped");
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
    if (!this.device?.self) return this.store ? "locked" : "elsewhere";
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
    const badge = make("p.unsent", { id: "unsent" });
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
    if (!this.device) return;
    this.#frame();
    if (Date.now() - this.#touched > IDLE) this.lock();
  }

  /** Keep the page for days without a network; a new version waits until it may take over. */
  async #install() {
    if (!("serviceWorker" in navigator)) return null;
    navigator.storage?.persist?.();
    return navigator.serviceWorker.register("/field/gate/sw.js", { scope: "/field/gate/" }).catch(() => null);
  }

  /** Say whether a new version may take over, and let it: nothing is unsent, and the pack is about to change. */
  async renew() {
    const registration = await this.installed;
    if (!registration?.waiting || (await this.store.unsent()) > 0) return false;
    const taken = new Promise((resolve) =>
      navigator.serviceWorker.addEventListener("controllerchange", resolve, { once: true }),
    );
    registration.waiting.postMessage("take-over");
    await taken;
    location.reload();
    return true;
  }
}

/** Hold this device's store in one window only; it is let go when the window closes. */
const heldAlone = (locks) =>
  new Promise((resolve) => {
    locks.request("dodomu-gate", { ifAvailable: true }, (lock) => {
      resolve(lock !== null);
      return lock && new Promise(() => {});
    });
  });

new App().open();
