/** Services are killed at random, one every few seconds, and restarted soon after: no line of code is a safe place to die. */
import { random } from '../../load-tests/random.ts';
import { SERVICE_ROLES } from '../systems.ts';
import { type ScenarioDefinition, USUAL } from './definition.ts';
import type { PlannedFault } from './scenario.ts';

const RATE_PER_SECOND = 40;
const KILL_FOR_SECONDS = 30;
const BETWEEN_KILLS_SECONDS = { least: 1, most: 4 };
const STARTING_SECONDS = 10;
const DOWN_SECONDS = { least: 0.5, most: 3 };

const identity = {
  name: 'random-kills',
  title: 'Services killed at random',
  hypothesis:
    'Whichever service dies at whatever moment, both sides end with a clean ledger: orders are refused or late, never lost, doubled or half-finished.',
};

export const randomKills: ScenarioDefinition = {
  ...identity,
  plan: ({ seed, rate = RATE_PER_SECOND, faultSeconds = KILL_FOR_SECONDS }) => ({
    ...identity,
    ...USUAL,
    arms: { rr: 'idempotent' },
    ratePerSecond: rate,
    seconds: { ...USUAL.seconds, fault: faultSeconds },
    faults: drawKills(seed, faultSeconds),
    predicts: { rr: { harmful: [], failedChecks: [] }, ed: { harmful: [], failedChecks: [] } },
    sometimes: { rr: ['refused'], ed: ['redelivered'] },
  }),
};

/** The kills of a seed: roles are drawn, a role is never killed while it is down, and all are healed by the end. */
export function drawKills(seed: number, faultSeconds: number): PlannedFault[] {
  let drawn = 0;
  const draw = (): number => random(seed, drawn++, 0);
  const between = ({ least, most }: { least: number; most: number }): number =>
    least + draw() * (most - least);
  const kills: PlannedFault[] = [];
  const upAgainAt = new Map<string, number>();
  for (let at = 0; ; at += between(BETWEEN_KILLS_SECONDS)) {
    const role = SERVICE_ROLES[Math.floor(draw() * SERVICE_ROLES.length)]!;
    const forSeconds = between(DOWN_SECONDS);
    if (at + forSeconds > faultSeconds) return kills;
    if (at < (upAgainAt.get(role) ?? 0)) continue;
    // A consumer that was killed is ready only when its group has given up the dead member.
    upAgainAt.set(role, at + forSeconds + STARTING_SECONDS);
    kills.push({ fault: 'kill', role, afterSeconds: toTenths(at), forSeconds: toTenths(forSeconds) });
  }
}

const toTenths = (seconds: number): number => Math.round(seconds * 10) / 10;
