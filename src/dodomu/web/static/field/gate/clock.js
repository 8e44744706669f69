/** The device's clock beside ours. It may be wrong by hours; what counts is worked out from how far it was off. */

/** Return by how many milliseconds the device was ahead, from when it asked, when it heard, and our hour in between. */
export const offFrom = (asked, heard, ours) => Math.round((asked + heard) / 2 - ours);

/** Return the hour of the crisis now, as well as the device knows it. */
export const hourNow = (clock, now = Date.now()) => now - ahead(clock) + clock.shift;

/** Return the hour of the crisis at which a touch happened, as every receiver works it out. */
export const hourOf = (touch, clock) => touch.made - (touch.off ?? ahead(clock)) + touch.shift;

const ahead = (clock) => clock.off ?? clock.guess ?? 0;

const AN_HOUR = 3_600_000;
const SLACK = 60_000; // a clock that is put right by seconds has not run back

/**
 * Return the clock as it holds after it was last read: set back since (by hand, or by a battery that was out), what was
 * measured of it holds no more. Until it is compared anew the hours are counted on from the last that was known, so
 * that a list expires all the same.
 */
export function heldClock(clock, now, last) {
  if (now >= last - SLACK) return clock;
  return { ...clock, off: null, guess: now - last + ahead(clock) };
}

/**
 * Return the shift for a touch of an exercise, whose hour may stand still between two contacts while a device's runs
 * on: on one device nothing happens before what happened before it. An exercise that was set back is believed.
 */
export function shiftFor(made, clock, last) {
  const behind = last - hourNow(clock, made);
  return behind >= 0 && behind < AN_HOUR ? clock.shift + behind + 1 : clock.shift;
}
