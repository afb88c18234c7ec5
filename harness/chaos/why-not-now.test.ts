import { expect, test } from '@jest/globals';
import type { Doing } from '../faults/clash.ts';
import { doingOf } from '../faults/faults.ts';
import type { FaultName } from '../scenarios/scenario.ts';
import { parseFaultTarget } from '../scenarios/target.ts';
import { whyNotNow } from './why-not-now.ts';

function doing(text: string): Doing {
  const [fault, target] = text.split(' ') as [FaultName, string];
  return doingOf({ fault, ...parseFaultTarget(target)! });
}

test.each([
  ['rr', 'kill bank', 'bank-slow bank', 'bank is being broken already: bank-slow is healed first.'],
  ['rr', 'pause payments@2', 'kill payments', 'payments@2 is being broken already: kill is healed first.'],
  ['rr', 'poison stock', 'kill stock', 'poison needs stock@1, and kill stops it: kill is healed first.'],
  [
    'ed',
    'broker-kill kafka',
    'duplicate payments',
    'duplicate needs kafka, and broker-kill stops it: duplicate is healed first.',
  ],
  [
    'ed',
    'reorder customers',
    'slow customers:kafka',
    'reorder needs customers:kafka, and slow breaks it: slow is healed first.',
  ],
  [
    'rr',
    'cut orders:stock@2',
    'pause stock',
    'nobody would answer on orders:stock@2, since pause stops stock: pause is healed first.',
  ],
] as const)('%s: %s, while %s: %s', (side, asked, inForce, sentence) => {
  expect(whyNotNow(doing(asked), doing(inForce), side)).toBe(sentence);
});

test.each([
  ['rr', 'poison stock', 'kill stock@2'],
  ['ed', 'poison stock', 'kill stock'],
  ['ed', 'duplicate payments', 'kill delivery'],
  ['ed', 'reorder customers', 'cut orders:kafka'],
  // The end of the way may be back before the way is whole again.
  ['rr', 'kill stock', 'cut orders:stock'],
] as const)('%s: %s can be done while %s', (side, asked, inForce) => {
  expect(whyNotNow(doing(asked), doing(inForce), side)).toBeUndefined();
});
