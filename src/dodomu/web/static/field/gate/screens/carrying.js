/** Carrying out what will never be sent: a sealed file, or a row of codes another device reads. */
import { parted, pieces, sealed } from "../carry.js";
import { envelope } from "../contact.js";
import { button, make } from "../dom.js";
import { encode } from "../vendor/uqr/index.js";
import { w } from "../words.js";

const EVERY = 400; // milliseconds a code is shown: two looks of a slow camera

export function carrying(app) {
  const unsent = app.device.unsent();
  const all = app.device.touches;
  const lines = async (touches) =>
    sealed(
      app.device.self,
      parted(await app.device.carriedOut(touches)).map((part) => envelope(app.device, part)),
    );
  return {
    title: w("carry_title"),
    way: true,
    body: [
      make("p", {}, w("carry_how", { number: unsent.length })),
      unsent.length > 0 && [
        button(w("carry_file", { number: unsent.length }), async () => save(app, await lines(unsent), unsent)),
        button(
          w("carry_codes", { number: unsent.length }),
          async () => app.show("codes", { lines: await lines(unsent) }),
          ".button--quiet",
        ),
      ],
      all.length > 0 &&
        button(w("carry_all", { number: all.length }), async () => save(app, await lines(all), all), ".button--quiet"),
      make("p.soft", {}, w("carry_after")),
    ],
  };
}
carrying.revoked = true;
carrying.without = true;

function save(app, lines, touches) {
  const address = URL.createObjectURL(new Blob([`${lines.join("\n")}\n`], { type: "text/plain" }));
  const name = `dodomu-${app.device.self.device.slice(0, 8)}-${touches[0].number}-${touches.at(-1).number}.dodomu`;
  const link = make("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

export function codes(app, { lines }) {
  const canvas = make("canvas.code-canvas", { role: "img", "aria-label": w("carry_title") });
  const count = make("p.soft", { role: "status" });
  let timer = null;
  let line = 0;
  const play = async () => {
    clearInterval(timer);
    const all = await pieces(lines[line]);
    let at = 0;
    const step = () => {
      draw(canvas, all[at]);
      canvas.dataset.code = all[at];
      count.textContent = w("carry_piece", { piece: at + 1, pieces: all.length, part: line + 1, parts: lines.length });
      at = (at + 1) % all.length;
    };
    step();
    timer = setInterval(step, EVERY);
  };
  return {
    title: w("carry_title"),
    way: true,
    ready: play,
    leave: () => clearInterval(timer),
    body: [
      make("p", {}, w("carry_codes_how")),
      canvas,
      count,
      lines.length > 1 &&
        button(
          w("carry_next"),
          () => {
            line = (line + 1) % lines.length;
            return play();
          },
          ".button--quiet",
        ),
    ],
  };
}
codes.revoked = true;
codes.without = true;

/** Dark on light with a border, whatever the page's colours are: cameras expect it. */
function draw(canvas, code) {
  const { data, size } = encode(code, { ecc: "M", border: 4 });
  const scale = 8;
  canvas.width = canvas.height = size * scale;
  const drawn = canvas.getContext("2d");
  drawn.fillStyle = "#fff";
  drawn.fillRect(0, 0, canvas.width, canvas.height);
  drawn.fillStyle = "#000";
  data.forEach((row, y) => row.forEach((dark, x) => dark && drawn.fillRect(x * scale, y * scale, scale, scale)));
}
