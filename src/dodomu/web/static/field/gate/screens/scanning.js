/** The camera: whatever code is held before it is understood. */
import { answerForPass } from "../answers.js";
import { looksLikeBoardingPass, readBoardingPass } from "../boarding_passes.js";
import { watch } from "../camera.js";
import { collector, isPiece } from "../carry.js";
import { handInOne } from "../contact.js";
import { button, make } from "../dom.js";
import { looksLikeMrz } from "../mrz.js";
import { PREFIX } from "../passes.js";
import { w } from "../words.js";
import { legNow } from "./legs.js";
import { whyNoContact } from "./start.js";

const AGAIN = 2500; // the same code held still is one code

export function scan(app, { enrol = false, carried = false } = {}) {
  const video = make("video", { "aria-label": w("camera") });
  const told = make("p.notice", { role: "status" }, w(carried ? "take_in_how" : enrol ? "enrol_scan" : "scan_how"));
  const gathered = collector();
  let stop = null;
  let gone = false;
  let last = { code: "", at: 0 };
  const found = async (code) => {
    if (gone || (code === last.code && Date.now() - last.at < AGAIN)) return;
    last = { code, at: Date.now() };
    navigator.vibrate?.(60);
    if (enrol) return enrolFrom(app, code, told);
    if (carried) return takeIn(app, await gathered.add(code), told);
    return understood(app, code, told);
  };
  return {
    title: w(carried ? "take_in_title" : "scan"),
    way: true,
    body: [
      make("div.camera", {}, video),
      told,
      !enrol && !carried && button(w("passport"), () => app.show("passport"), ".button--quiet"),
    ],
    ready: () =>
      watch(video, found).then(
        (ends) => (gone ? ends() : (stop = ends)),
        () => told.replaceChildren(w("no_camera")),
      ),
    leave: () => {
      gone = true;
      stop?.();
    },
  };
}
scan.open = true;

function enrolFrom(app, code, told) {
  const [, given] = /#enrol=([^&]+)/.exec(code) ?? [];
  if (!given) return told.replaceChildren(w("not_an_enrolment"));
  return app.show("pin", { code: decodeURIComponent(given) });
}

async function takeIn(app, piece, told) {
  if (!piece) return null;
  told.replaceChildren(w("take_in_pieces", piece));
  if (!piece.line) return null;
  await app.device.carry(piece.line);
  try {
    app.said = w("taken_in", { number: await handInOne(app.device, piece.line) });
  } catch (fault) {
    app.said = fault.status ? `${whyNoContact(fault)} ${w("take_in_kept")}` : w("take_in_kept");
  }
  return app.back();
}

/** Say whether what was typed is what a reader in the hand types. */
export const isCode = (typed) =>
  typed.startsWith(PREFIX.slice(0, 6)) || looksLikeBoardingPass(typed) || looksLikeMrz(typed);

/** Lead to the answer for a code; also what a reader that types would send. */
export async function understood(app, code, told) {
  if (code.toUpperCase().startsWith(PREFIX.slice(0, 6))) return showPass(app, code);
  if (looksLikeBoardingPass(code)) {
    const carrier = readBoardingPass(code);
    if (carrier)
      return app.show("candidates", { names: `${carrier.family} ${carrier.given}`, carrier, means: "boarding_pass" });
  }
  if (looksLikeMrz(code)) return app.show("papers", { typed: code });
  if (isPiece(code)) return app.show("scan", { carried: true });
  return told?.replaceChildren(w("not_a_pass"));
}

export async function showPass(app, code) {
  const leg = legNow(app);
  if (!leg) return app.show("party", { means: "pass" });
  const began = performance.now();
  const found = await answerForPass(app.device.gate, code, leg, app.device.now());
  app.show("party", {
    person: found.person?.id ?? null,
    means: "pass",
    pass: found.pass && plain(found.pass),
    answer: found.answer,
    seen: found.seen,
    code,
    on: onWhat(app.device.gate, leg),
  });
  performance.measure("scan to answer", { start: began, end: performance.now() });
}

/** For which leg, and by which list, an answer was given. */
export const onWhat = (gate, leg) => `${leg.id} ${gate.pack.id}`;

/** What of a pass is shown and kept; its bytes have done their work. */
const plain = ({ serial, name, born, reference, legRef, meets, standby }) => ({
  serial,
  name,
  born,
  reference,
  legRef,
  meets,
  standby,
});
