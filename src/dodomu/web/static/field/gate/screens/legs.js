/** The leg that boards now, and hours as its place has them. */
import { hourIn } from "../words.js";

/** The leg that boards: chosen, or the next to leave that has not been closed. */
export function legNow(app) {
  const { gate } = app.device;
  const legs = gate.pack.legs;
  const chosen = gate.legs.get(app.leg);
  if (chosen) return chosen;
  const open = legs.filter((leg) => !gate.closed.has(leg.id) && leg.default?.v !== "stop");
  const [next] = [...(open.length ? open : legs)].sort((one, other) => one.departs - other.departs);
  app.leg = next?.id ?? null;
  return next ?? null;
}

const zoneOf = (app, leg) => leg?.zone ?? app.device.gate.pack.crisis.zone;
export const hour = (app, leg, at) => hourIn(zoneOf(app, leg), at, app.device.now());
