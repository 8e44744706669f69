/** A thread that reads zones in pictures: takes image data, gives what all looks so far say. `null` begins anew. */
import { look } from "./looking.js";
import { votes } from "./votes.js";

const counted = votes();

onmessage = ({ data }) => {
  if (data === null) return counted.forget();
  const seen = look(data);
  return postMessage(seen.fault ? { state: seen.fault } : counted.add(seen));
};
