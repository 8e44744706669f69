/** The lines at the foot of a passport, by the camera or in a photo: an answer only when every check digit fits. */
import { watchZone, zones } from "../camera.js";
import { button, field, make } from "../dom.js";
import { readMrz } from "../mrz.js";
import { w } from "../words.js";
import { identified, wrongFields } from "./papers.js";

const SIDES = [1920, 1440, 1680, 1200]; // a photo is looked at in several sizes: looks that must agree
const TURNS = [0, 90, 270]; // upside down is seen by itself
const CALM = 1500; // milliseconds for which what is told stays

export function passport(app) {
  const video = make("video", { "aria-label": w("camera") });
  const told = make("p.notice", { role: "status" }, w("passport_how"));
  const photo = make("input", { type: "file", accept: "image/*", capture: "environment" });
  const say = sayer(told);
  let stop = null;
  let gone = false;
  let looking = false; // at a photo: what the camera sees meanwhile is not told
  const found = (seen) => {
    if (gone || looking) return null;
    if (seen.state === "read") {
      gone = true;
      navigator.vibrate?.(60);
      return identified(app, readMrz(seen.text));
    }
    return say(app, seen);
  };
  photo.addEventListener("change", async () => {
    const [file] = photo.files;
    if (!file) return;
    looking = true;
    say.now(w("passport_looking"));
    const seen = await inPhoto(file).catch(() => ({ state: "unreadable" }));
    photo.value = "";
    looking = false;
    if (gone) return;
    say.next(); // a quick telephone is done before the words before have stood long enough
    if (seen.state === "read" || seen.state === "wrong") await found(seen);
    else say.now(w("passport_photo_not_read"));
  });
  return {
    title: w("passport"),
    way: true,
    body: [
      make("div.camera.camera--wide", {}, video),
      told,
      field(w("passport_photo"), photo, { hint: w("passport_photo_hint") }),
      button(w("passport_type"), () => app.show("papers"), ".button--quiet"),
      button(w("passport_codes"), () => app.show("scan"), ".button--quiet"),
    ],
    ready: () =>
      watchZone(video, found).then(
        (ends) => (gone ? ends() : (stop = ends)),
        () => {
          video.parentElement.hidden = true;
          say.now(w("passport_no_camera"));
        },
      ),
    leave: () => {
      gone = true;
      stop?.();
    },
  };
}

/** Tell what to do, long enough to be read. A wrong check digit is named, and the lines can be mended. */
function sayer(told) {
  let [last, until] = ["", 0];
  const say = (app, { state, text, wrong }) => {
    const key = `${state} ${wrong ?? ""}`;
    if (key === last || Date.now() < until) return;
    [last, until] = [key, Date.now() + CALM];
    told.classList.toggle("notice--stop", state === "wrong");
    if (state !== "wrong") return told.replaceChildren(w(`passport_${state}`));
    const mend = make(
      "button.link",
      { type: "button", onclick: () => app.show("papers", { typed: readMrz(text).lines.join("\n") }) },
      w("passport_mend"),
    );
    return told.replaceChildren(w("passport_wrong", { fields: wrongFields(wrong) }), " ", mend);
  };
  say.now = (words) => {
    [last, until] = ["", Date.now() + CALM];
    told.classList.remove("notice--stop");
    told.replaceChildren(words);
  };
  say.next = () => (until = 0);
  return say;
}

/** Return what a photo says, whichever way round it was taken. */
async function inPhoto(file) {
  const picture = await createImageBitmap(file);
  const read = zones();
  try {
    let seen = { state: "nothing" };
    for (const turn of TURNS) {
      for (const side of SIDES) {
        const one = await read.picture(drawn(picture, side, turn));
        seen = better(one, seen);
        if (seen.state === "read") return seen;
        if (one.state === "nothing" || one.state === "dark") break;
      }
    }
    return seen;
  } finally {
    read.close();
    picture.close();
  }
}

const better = (one, other) => (other.state === "wrong" && one.state !== "read" ? other : one);

function drawn(picture, side, turn) {
  const scale = Math.min(1, side / Math.max(picture.width, picture.height));
  const [width, height] = [picture.width * scale, picture.height * scale].map(Math.round);
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = turn ? [height, width] : [width, height];
  const pen = canvas.getContext("2d");
  pen.translate(canvas.width / 2, canvas.height / 2);
  pen.rotate((turn * Math.PI) / 180);
  pen.drawImage(picture, -width / 2, -height / 2, width, height);
  return pen.getImageData(0, 0, canvas.width, canvas.height);
}
