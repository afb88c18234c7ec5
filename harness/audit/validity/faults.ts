/** A fault that did nothing makes the run invalid, not the system strong. */
import type { FaultRecord } from '../../evidence/records.ts';
import { type PlannedFault, sidesOfFault } from '../../scenarios/scenario.ts';
import { targetText } from '../../scenarios/target.ts';
import { broken, met, type Rule } from './rule.ts';

export const faults: Rule = {
  id: 'faults',
  title: 'Every planned fault landed and was healed, with proof',
  judge({ facts }) {
    const all = facts.experiment.scenario.faults;
    const planned = all.filter((fault) => sidesOfFault(fault).includes(facts.side));
    const injected = [...facts.faults].sort((a, b) => a.injectedAtMs - b.injectedAtMs);
    if (injected.length > planned.length) {
      return broken(`${injected.length} faults were injected and ${planned.length} planned`);
    }
    for (const { fault, record } of pairUp(planned, injected)) {
      const problem = problemOf(record);
      if (problem !== null) {
        return broken(
          `the fault "${fault.fault} ${targetText(fault)}" at +${fault.afterSeconds} s ${problem}`,
        );
      }
    }
    if (planned.length === 0) {
      const none = all.length === 0 ? 'was planned' : 'can be done on this side';
      return met(`no fault ${none}, and none was injected`);
    }
    return met(injected.flatMap(({ proof }) => proof).join('; '));
  },
};

/** A role may be broken several times: the plan and the records pair up in the order of time. */
function pairUp(planned: readonly PlannedFault[], injected: readonly FaultRecord[]) {
  const left = [...injected];
  const inOrder = [...planned].sort((a, b) => a.afterSeconds - b.afterSeconds);
  return inOrder.map((fault) => {
    const index = left.findIndex(
      (record) => record.fault === fault.fault && record.role === targetText(fault),
    );
    return { fault, record: index === -1 ? undefined : left.splice(index, 1)[0] };
  });
}

function problemOf(record: FaultRecord | undefined): string | null {
  if (record === undefined) return 'was never injected';
  if (record.landedAtMs === null) return 'did not land: a fault that did nothing proves nothing';
  if (record.healedAtMs === null) return 'was not healed';
  return record.proof.length === 0 ? 'has no proof from outside' : null;
}
