/** The camera, read for codes: QR of ours, PDF417 and Aztec of carriers. By the browser where it can, else by zxing. */

const FORMATS = ["qr_code", "pdf417", "aztec"];
const BETWEEN = 60; // milliseconds from one look to the next

/** Show the camera in a video element and call `found` with each code that is read. Returns what stops it. */
export const watch = (video, found) => run(video, found, codes, { width: { ideal: 1280 }, height: { ideal: 720 } });

/** The same for the lines at the foot of a passport: `found` is told what each look says (zone/votes.js). */
export const watchZone = (video, found) =>
  run(video, found, zones, { width: { ideal: 1920 }, height: { ideal: 1080 } });

async function run(video, found, reader, size) {
  const wanted = { facingMode: "environment", ...size };
  const stream = await navigator.mediaDevices.getUserMedia({ video: wanted, audio: false });
  let running = true;
  video.srcObject = stream;
  video.playsInline = true;
  video.muted = true;
  await video.play();
  const read = await reader();
  (async () => {
    while (running) {
      const code = video.readyState >= 2 ? await read(video).catch(() => null) : null;
      if (running && code) await found(code);
      await new Promise((resume) => setTimeout(resume, BETWEEN));
    }
    read.close?.();
  })();
  return () => {
    running = false;
    for (const track of stream.getTracks()) track.stop();
  };
}

async function codes() {
  if ("BarcodeDetector" in globalThis) {
    const known = await globalThis.BarcodeDetector.getSupportedFormats().catch(() => []);
    if (known.includes("qr_code") && known.includes("pdf417")) {
      const detector = new globalThis.BarcodeDetector({ formats: FORMATS.filter((each) => known.includes(each)) });
      return async (video) => (await detector.detect(video))[0]?.rawValue ?? null;
    }
  }
  return byZxing();
}

const byZxing = () => inThread("./reading.js", (video) => [0, 0, video.videoWidth, video.videoHeight]);

const WIDE = 16 / 9; // of the picture of a passport, what the frame on the page shows (gate.css)
/** Return what reads zones in the part of the picture that the frame shows, or in a whole `picture`. */
export const zones = () =>
  inThread("./zone/thread.js", ({ videoWidth, videoHeight }) => {
    const [wide, high] = [Math.min(videoWidth, videoHeight * WIDE), Math.min(videoHeight, videoWidth / WIDE)].map(
      Math.round,
    );
    return [(videoWidth - wide) >> 1, (videoHeight - high) >> 1, wide, high];
  });

/** In a thread of its own, so that the page answers while a slow telephone reads. */
function inThread(address, part) {
  const worker = new Worker(new URL(address, import.meta.url), { type: "module" });
  const canvas = document.createElement("canvas");
  const drawn = canvas.getContext("2d", { willReadFrequently: true });
  const send = (image) =>
    new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = reject;
      worker.postMessage(image, [image.data.buffer]);
    });
  const read = (video) => {
    const [left, top, width, height] = part(video);
    [canvas.width, canvas.height] = [width, height];
    drawn.drawImage(video, left, top, width, height, 0, 0, width, height);
    return send(drawn.getImageData(0, 0, width, height));
  };
  read.picture = send;
  read.close = () => worker.terminate();
  return read;
}
