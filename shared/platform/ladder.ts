/** A ladder of patterns, lowest rung first: every rung has the patterns of all below it, and one more, its own. */

/** Whether a kitchen at the rung `arm` has the pattern that `rung` brings. */
export function hasPattern<Rung extends string>(
  ladder: readonly Rung[],
  arm: Rung,
): (rung: NoInfer<Rung>) => boolean {
  const height = ladder.indexOf(arm);
  return (rung) => ladder.indexOf(rung) <= height;
}
