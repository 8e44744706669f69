/** The camera, read for codes: QR of ours, PDF417 and Aztec of carriers. By the browser where it can, else by zxing. */

const FORMATS = ["qr_code", "pdf417", "aztec"];
const BETWEEN = 60; // milliseconds from one look to the next

/** Show the camera in a video element and call `found` with each code that is read. Returns what stops it. */
export async function watch(video, found) {
  const wanted = { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 720 } };
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

async function reader() {
  if ("BarcodeDetector" in globalThis) {
    const known = await globalThis.BarcodeDetector.getSupportedFormats().catch(() => []);
    if (known.includes("qr_code") && known.includes("pdf417")) {
      const detector = new globalThis.BarcodeDetector({ formats: FORMATS.filter((each) => known.includes(each)) });
      return async (video) => (await detector.detect(video))[0]?.rawValue ?? null;
    }
  }
  return byZxing();
}

/** In a thread of its own, so that the page answers while a slow telephone reads. */
function byZxing() {
  const worker = new Worker(new URL("./reading.js", import.meta.url), { type: "module" });
  const canvas = document.createElement("canvas");
  const drawn = canvas.getContext("2d", { willReadFrequently: true });
  const read = (video) =>
    new Promise((resolve, reject) => {
      [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
      drawn.drawImage(video, 0, 0);
      const image = drawn.getImageData(0, 0, canvas.width, canvas.height);
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = reject;
      worker.postMessage(image, [image.data.buffer]);
    });
  read.close = () => worker.terminate();
  return read;
}
