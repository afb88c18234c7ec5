/** Round robin: each time another one is the first to be tried, and the others are there when it can't be had. */

/** @returns all of them in the order in which they are to be tried now; whoever is tried has had his turn */
export function roundRobin<One>(all: readonly One[]): () => Generator<One, void> {
  let next = 0;
  return function* () {
    const first = next;
    for (let tried = 0; tried < all.length; tried += 1) {
      const index = (first + tried) % all.length;
      next = (index + 1) % all.length;
      yield all[index]!;
    }
  };
}
