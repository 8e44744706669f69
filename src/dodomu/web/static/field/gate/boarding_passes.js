/** Boarding passes of carriers (IATA Resolution 792, type M): the fields that every one must have. */

const LEG = 37; // of one leg, from the booking to the passenger status
const HEAD = 23;

/** Say whether a code that was read may be a boarding pass. */
export const looksLikeBoardingPass = (code) => /^M[1-9]/.test(code) && code.length >= HEAD + LEG;

/** Return {family, given, legs: [{booking, from, to, carrier, flight, day, seat, sequence}]}, or null. */
export function readBoardingPass(code) {
  if (!looksLikeBoardingPass(code) || !/^[\x20-\x7e]*$/.test(code)) return null;
  const [family, given = ""] = code.slice(2, 22).trim().split("/");
  const legs = [];
  let at = HEAD;
  for (let left = Number(code[1]); left > 0; left -= 1) {
    const leg = oneLeg(code.slice(at, at + LEG));
    const size = Number.parseInt(code.slice(at + LEG - 2, at + LEG), 16);
    if (!leg || !Number.isInteger(size) || at + LEG + size > code.length) return null;
    legs.push(leg);
    at += LEG + size;
  }
  return { family, given: given.trim(), legs };
}

function oneLeg(field) {
  if (field.length < LEG) return null;
  const day = Number(field.slice(21, 24));
  if (!Number.isInteger(day) || day > 366) return null;
  return {
    booking: field.slice(0, 7).trim(),
    from: field.slice(7, 10),
    to: field.slice(10, 13),
    carrier: field.slice(13, 16).trim(),
    flight: field.slice(16, 21).trim().replace(/^0+/, ""),
    day,
    seat: field.slice(25, 29).trim().replace(/^0+/, ""),
    sequence: field.slice(29, 34).trim().replace(/^0+/, ""),
  };
}
