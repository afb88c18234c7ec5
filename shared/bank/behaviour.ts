/** How the bank is told to misbehave, and the dice for it: seeded, so that a run's misfortunes can be repeated. */
import { z } from 'zod';

const rate = z.number().min(0).max(1);
const latencyMs = z.int().min(0).max(60_000);

export const behaviourSchema = z.strictObject({
  /** Waited before anything is done. */
  latencyMs: latencyMs.default(0),
  /** Share of charges answered 500 without any effect. */
  failRate: rate.default(0),
  /** Share of charges declined. */
  declineRate: rate.default(0),
  /** Share of charges carried out whose answer is then lost: the connection breaks. */
  loseAnswerRate: rate.default(0),
  /** Where the dice start. */
  seed: z.int().min(0).max(0xffff_ffff).default(1),
});

export type Behaviour = z.infer<typeof behaviourSchema>;

/** Some of it, each of which has another owner: whoever changes one leaves the others as they are. */
export const changeSchema = z.strictObject({
  latencyMs: latencyMs.exactOptional(),
  failRate: rate.exactOptional(),
  declineRate: rate.exactOptional(),
  loseAnswerRate: rate.exactOptional(),
});

export const WELL_BEHAVED: Behaviour = behaviourSchema.parse({});

export type Dice = {
  behaviour(): Behaviour;
  /** Sets the behaviour and starts the dice anew. */
  set(behaviour: Behaviour): void;
  /** Changes some of it, and lets the dice roll on. */
  change(changes: z.infer<typeof changeSchema>): void;
  /** True in the given share of throws. */
  strikes(share: number): boolean;
};

export function createDice(): Dice {
  let behaviour = WELL_BEHAVED;
  let next = mulberry32(behaviour.seed);
  return {
    behaviour: () => behaviour,
    set(wanted) {
      behaviour = wanted;
      next = mulberry32(wanted.seed);
    },
    change(changes) {
      behaviour = { ...behaviour, ...changes };
    },
    strikes: (share) => share > 0 && next() < share,
  };
}

/** Tommy Ettinger's mulberry32: 32 bits of state, numbers in [0, 1). */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
