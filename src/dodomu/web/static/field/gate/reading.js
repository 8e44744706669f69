/** A thread that reads codes in pictures: takes image data, gives the text of the first code, or null. */
import { prepareZXingModule, readBarcodes } from "./vendor/zxing-wasm/reader/index.js";

const wasm = new URL("./vendor/zxing-wasm/reader/zxing_reader.wasm", import.meta.url);
const ready = fetch(wasm)
  .then((answer) => answer.arrayBuffer())
  .then((wasmBinary) => prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true }));

const HOW = { formats: ["QRCode", "PDF417", "Aztec"], tryHarder: true, maxNumberOfSymbols: 1 };

onmessage = async ({ data }) => {
  await ready;
  const [found] = await readBarcodes(data, HOW).catch(() => []);
  postMessage(found?.isValid ? found.text : null);
};
