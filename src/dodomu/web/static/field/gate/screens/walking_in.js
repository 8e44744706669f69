/** Somebody nobody knows: registered where they stand, with as little as they can give. */
import { uuid7 } from "../bytes.js";
import { button, field, make } from "../dom.js";
import { fold } from "../finding.js";
import { w } from "../words.js";
import { legNow } from "./legs.js";

const SIDE = 1024;
const MOST_OF_PHOTO = 300_000;
const GROWN_UP = 18;

export function walk_in(app, params) {
  const { typed = "", given = {}, fault = {}, party } = params;
  const together = app.device.gate.parties.get(party)?.persons ?? [];
  const [family = "", ...first] = Object.keys(given).length
    ? [given.family_name, given.given_name]
    : typed
        .replace(/[^\p{L}' -]/gu, "")
        .trim()
        .split(/\s+/);
  const inputs = {
    family_name: make("input", { value: family, autocomplete: "off", maxlength: "120" }),
    given_name: make("input", { value: first.join(" "), autocomplete: "off", maxlength: "120" }),
    birth_date: make("input", {
      value: given.birth_date ?? "",
      inputmode: "numeric",
      autocomplete: "off",
      placeholder: w("date_form"),
    }),
    citizenships: make("input", { value: given.citizenships ?? "UA", autocomplete: "off", maxlength: "40" }),
    document_number: make("input", {
      value: given.document_number ?? "",
      autocomplete: "off",
      autocapitalize: "characters",
      maxlength: "40",
    }),
    phones: make("input", { value: given.phones ?? "", type: "tel", autocomplete: "off", maxlength: "40" }),
  };
  const photo = make("input", { type: "file", accept: "image/*", capture: "environment" });
  const file = () => photo.files[0] ?? params.photo; // what was wrong elsewhere loses no picture
  const go = async () => {
    const said = Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, input.value.trim()]));
    const faults = faultsOf(said, app.device.now());
    if (Object.keys(faults).length)
      return app.show("walk_in", { ...params, given: said, fault: faults, photo: file() });
    return write(app, said, party, file());
  };
  return {
    title: w("walk_in"),
    way: true,
    body: [
      make("p.soft", {}, w("walk_in_how")),
      together.length > 0 &&
        make(
          "p.notice",
          {},
          w("walk_in_joins", {
            names: together
              .slice(0, 6)
              .map((each) => each.name)
              .join(", "),
          }),
        ),
      make(
        "section.form",
        {},
        Object.entries(inputs).map(([name, input]) =>
          field(w(`given_${name}`), input, { fault: fault[name] && w(fault[name]) }),
        ),
        field(w("given_photo"), photo, { hint: params.photo ? w("photo_taken") : w("given_photo_hint") }),
      ),
      make("div.act", {}, button(w("walk_in_do"), go)),
    ],
  };
}

function faultsOf(said, now) {
  const faults = {};
  if (!said.family_name && !said.given_name) faults.family_name = "fault_name";
  if (said.birth_date && !dateOf(said.birth_date, now)) faults.birth_date = "fault_date";
  return faults;
}

/** Read 20.01.1950 or 1950-01-20; null: no such day, or one that has not come. */
export function dateOf(typed, now) {
  const match = /^(\d{1,2})[.\/ -](\d{1,2})[.\/ -](\d{4})$/.exec(typed) ?? null;
  const [year, month, day] = match
    ? [+match[3], +match[2], +match[1]]
    : (/^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(typed) ?? []).slice(1).map(Number);
  const date = new Date(Date.UTC(year, month - 1, day));
  const real = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return real && year > 1890 && date.getTime() <= now ? date : null;
}

async function write(app, given, party, file) {
  const { device } = app;
  const said = Object.fromEntries(Object.entries(given).filter(([, value]) => value));
  const person = uuid7(Date.now());
  const picture = file ? await smaller(file) : null;
  const born = given.birth_date && dateOf(given.birth_date, device.now());
  const minor = Boolean(born) && device.now() - born.getTime() < GROWN_UP * 365.25 * 86_400_000;
  const find = fold(`${given.family_name} ${given.given_name}`, device.gate.pack.fold).join(" ");
  await device.record({
    kind: "walked_in",
    leg: legNow(app)?.id ?? null,
    persons: [person],
    local: { find, minor },
    body: {
      person,
      submission: uuid7(Date.now()),
      given: said,
      ...(party ? { party } : {}),
      ...(picture ? { photo: picture } : {}),
    },
  });
  app.said =
    w("walked_in", { name: `${given.family_name} ${given.given_name}`.trim() }) +
    (file && !picture ? ` ${w("photo_not_read")}` : "");
  app.show("party", { person, means: "walk_in" });
}

/** Return a picture as a JPEG small enough to be carried, whatever size it was taken in; null: not to be read. */
async function smaller(file) {
  const address = URL.createObjectURL(file);
  try {
    // As an element it is decoded no larger than it is drawn: forty megabytes fit into a small telephone.
    const picture = new Image();
    picture.src = address;
    await picture.decode();
    const [width, height] = [picture.naturalWidth, picture.naturalHeight];
    const scale = Math.min(1, SIDE / Math.max(width, height));
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [Math.round(width * scale), Math.round(height * scale)];
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    for (const quality of [0.8, 0.6, 0.4, 0.2]) {
      const written = canvas.toDataURL("image/jpeg", quality).split(",")[1];
      if (written.length * 0.75 <= MOST_OF_PHOTO) return written;
    }
  } catch {
    return null;
  } finally {
    URL.revokeObjectURL(address);
  }
  return null;
}
