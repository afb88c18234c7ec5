/** The load was delivered, and the machine was there for the run. */
import type { SideFacts } from '../fold/fold.ts';
import { cpuOf, rolesIn, usedBetween } from '../numbers/resources.ts';
import { percent, rounded } from '../words.ts';
import { BOUNDS } from './bounds.ts';
import { bounded, broken, type Rule, undecidable } from './rule.ts';

export const loadDelivered: Rule = {
  id: 'load-delivered',
  title: 'The load that was planned was started',
  judge({ facts }) {
    const { offered, started, dropped } = facts.run.load;
    if (offered === 0) return undecidable('nothing was offered');
    const share = started / offered;
    const missed = offered - started - dropped;
    // k6 was late itself, and its time was over: only a busy machine does that.
    const late = missed > BOUNDS.offeredApart ? `, ${missed} were neither started nor dropped` : '';
    return bounded(
      share >= BOUNDS.started,
      `${started} of ${offered} offered orders were started (${percent(share)})${late}; at least ${percent(BOUNDS.started)} is needed`,
    );
  },
};

export const loadGenerator: Rule = {
  id: 'load-generator',
  title: 'The load generator was not the bottleneck, and ended well',
  judge({ facts }) {
    const { cpuShare, exitCode } = facts.run.load;
    if (exitCode !== 0) return broken(`k6 ended with exit code ${exitCode}; 0 is needed`);
    return bounded(
      cpuShare < BOUNDS.loadCpuShare,
      `k6 used ${rounded(cpuShare)} of a core; below ${BOUNDS.loadCpuShare} is needed`,
    );
  },
};

const machineUse = (facts: SideFacts) => {
  const { baselineStartMs: fromMs, loadEndMs: toMs } = facts.run.phases;
  const { samples } = facts;
  const used = (reading: Parameters<typeof usedBetween>[3]): number =>
    usedBetween(samples, fromMs, toMs, reading);
  const ownMs = rolesIn(samples).reduce((sum, role) => sum + used(cpuOf(role)), 0);
  return {
    totalMs: used(({ machine }) => machine.totalMs),
    stolenMs: used(({ machine }) => machine.stolenMs),
    othersMs: Math.max(0, used(({ machine }) => machine.busyMs) - ownMs),
  };
};

export const stolen: Rule = {
  id: 'cpu-stolen',
  title: 'The hypervisor left the machine its CPU',
  judge({ facts }) {
    const { totalMs, stolenMs } = machineUse(facts);
    if (totalMs === 0) return undecidable('there are no samples of the machine');
    const share = stolenMs / totalMs;
    return bounded(
      share < BOUNDS.stolen,
      `${percent(share)} of the CPU was stolen by the hypervisor; below ${percent(BOUNDS.stolen)} is needed`,
    );
  },
};

export const others: Rule = {
  id: 'cpu-others',
  title: 'Little else ran on the machine',
  judge({ facts }) {
    const { totalMs, othersMs } = machineUse(facts);
    if (totalMs === 0) return undecidable('there are no samples of the machine');
    const share = othersMs / totalMs;
    return bounded(
      share < BOUNDS.others,
      `${percent(share)} of the machine's CPU went to other programs; below ${percent(BOUNDS.others)} is needed`,
    );
  },
};
