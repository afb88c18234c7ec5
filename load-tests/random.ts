/** Numbers in [0, 1) that depend on nothing but their arguments: the same on both sides, in k6 and in the harness. */

/**
 * The number of a seed, a position and a stream (one for each thing that is drawn there). MurmurHash3's finaliser over
 * the mix of the three, so that neighbours have nothing in common.
 */
export function random(seed: number, position: number, stream: number): number {
  let hash =
    Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^
    Math.imul(position + 1, 0xc2b2ae35) ^
    Math.imul(stream, 0x27d4eb2f);
  for (const multiplier of [0x85ebca6b, 0xc2b2ae35]) {
    hash ^= hash >>> 16;
    hash = Math.imul(hash, multiplier);
  }
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0x9e3779b1);
  hash ^= hash >>> 16;
  return (hash >>> 0) / 2 ** 32;
}
