import { expect, test } from '@jest/globals';
import { history, PHASES } from '../testing/history.ts';
import { CONFIRMED, REFUSED } from '../testing/order-story.ts';

const { loadStartMs, faultStartMs, faultEndMs } = PHASES;

test('an order belongs to the part of the run in which it was wanted; the warm-up to none', () => {
  const { during, offered } = history('rr')
    .order('warm-up', REFUSED, { atMs: loadStartMs })
    .order('before', CONFIRMED)
    .order('first of the window', REFUSED, { atMs: faultStartMs })
    .order('last of the window', CONFIRMED, { atMs: faultEndMs - 1 })
    .order('after', CONFIRMED, { atMs: faultEndMs })
    .verdict();
  expect(offered).toBe(4);
  expect(during).toMatchObject({
    baseline: { offered: 1, accepted: 1, latencyMs: { accept: { max: 45 } } },
    fault: { offered: 2, accepted: 1, availability: { accepted: 0.5, completedInTime: 0.5 } },
    recovery: { offered: 1, completedInTime: 1, attempts: { byClients: 1, atBank: 1 } },
  });
});

test('a part in which nothing was wanted has no latency, and an availability of 0', () => {
  expect(history('ed').verdict().during!.fault).toMatchObject({
    ...{ offered: 0, availability: { accepted: 0 }, latencyMs: { accept: { p95: null } } },
    attempts: { byClients: 0, atBank: 0 },
  });
});

test('what the bank was asked for counts, whatever it answered', () => {
  const day = history('rr').order('anna', { ...CONFIRMED, bank: ['captured', 'replayed', 'replayed'] });
  expect(day.verdict().attempts).toEqual({ byClients: 1, atBank: 3 });
});

test('the highest backlog is that since the fault began', () => {
  const day = history('ed');
  for (let number = 0; number < 3; number++)
    day.order(`${number}`, CONFIRMED, { atMs: faultStartMs + number });
  expect(day.verdict().backlog).toEqual({ highest: 3 });
});
