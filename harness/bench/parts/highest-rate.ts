/** Searches the highest rate that holds, with few tries: each costs half a minute of load. */

const FIRST_RATE = 100;
const DOUBLINGS_AT_MOST = 5;
/** The answer is at most this much below the truth. */
const NEAR_ENOUGH = 1.1;

/** Doubles until a rate is not held, then halves the step until the answer is near enough. 0: not even the first. */
export async function highestRate(isHeld: (rate: number) => Promise<boolean>): Promise<number> {
  let low = 0;
  let high = FIRST_RATE;
  for (let doubling = 0; doubling < DOUBLINGS_AT_MOST && (await isHeld(high)); doubling++) {
    low = high;
    high *= 2;
  }
  while (low > 0 && high / low > NEAR_ENOUGH) {
    const middle = Math.round((low + high) / 2);
    if (await isHeld(middle)) low = middle;
    else high = middle;
  }
  return low;
}
