/** The bounds of a run that counts, in one place; docs/truth.md states the same numbers. */
export const BOUNDS = {
  /** Share of what was offered in the baseline that must be accepted. */
  baselineAccepted: 0.99,
  /** The backlog may grow by no more than this many seconds of load from the first to the last third of the baseline. */
  baselineBacklogSeconds: 0.25,
  /** At the very end of the load k6 may start one order more or fewer than the schedule has. */
  offeredApart: 1,
  /** Share of what was offered that the load generator must have started. */
  started: 0.99,
  /** k6's own CPU, as a share of one core: beyond it, what k6 measures is k6. */
  loadCpuShare: 0.6,
  /** Share of the machine's CPU that a hypervisor took. */
  stolen: 0.05,
  /** Share of the machine's CPU that went to what is not part of the run. */
  others: 0.25,
  /** A client may be told "placed" for this long after the order was decided. */
  staleReadMs: 1000,
  /** Share of the sampled orders of which a client may have seen something else than the rows say. */
  readsThatDiffer: 0.01,
  /** Sampled orders, as a share of what was accepted, below which nothing is known of what clients see. */
  readsAtLeast: 0.005,
} as const;
