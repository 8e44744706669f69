/** The device's clock beside ours. It may be wrong by hours; what counts is worked out from how far it was off. */

/** Return by how many milliseconds the device was ahead, from when it asked, when it heard, and our hour in between. */
export const offFrom = (asked, heard, ours) => Math.round((asked + heard) / 2 - ours);

/** Return the hour of the crisis now, as well as the device knows it. */
export const hourNow = (clock, now = Date.now()) => now - (clock.off ?? 0) + clock.shift;

/** Return the hour of the crisis at which a touch happened, as every receiver works it out. */
export const hourOf = (touch, clock) => touch.made - (touch.off ?? clock.off ?? 0) + touch.shift;

const AN_HOUR = 3_600_000;

/**
 * Return the shift for a touch of an exercise, whose hour may stand still between two contacts while a device's runs
 * on: on one device nothing happens before what happened before it. An exercise that was set back is believed.
 */
export function shiftFor(made, clock, last) {
  const behind = last - hourNow(clock, made);
  return behind >= 0 && behind < AN_HOUR ? clock.shift + behind + 1 : clock.shift;
}
