import { describe, expect, test } from '@jest/globals';
import { type History, history, PHASES } from '../testing/history.ts';
import {
  CONFIRMED,
  DECLINED,
  NO_ADDRESS,
  OUT_OF_STOCK,
  PLACED,
  REFUSED,
  UNDONE,
} from '../testing/order-story.ts';
import { runCheck } from './check.ts';

/** A day as it should be: some of everything. */
const goodDay = (side: 'rr' | 'ed'): History =>
  history(side)
    .order('anna', CONFIRMED)
    .order('bert', OUT_OF_STOCK)
    .order('cleo', DECLINED)
    .order('dora', NO_ADDRESS)
    .order('emil', REFUSED)
    .order('finn', { ...CONFIRMED, told: 'nothing' });

const CHECKS_OF = {
  rr: ['1-nothing-lost', '2-money', '3-stock', '4-endings', '5-delivery', '11-load-adds-up'],
  ed: ['1-nothing-lost', '2-money', '3-stock', '4-endings', '5-delivery', '8-messages', '11-load-adds-up'],
};

describe.each(['rr', 'ed'] as const)('all checks on %s', (side) => {
  test('a good day passes every check that applies', () => {
    const { checks } = goodDay(side).verdict();
    expect(checks.map(({ id }) => id)).toEqual(CHECKS_OF[side]);
    expect(checks.filter(({ result }) => result !== 'pass')).toEqual([]);
    for (const { examined } of checks) expect(examined).toBeGreaterThan(0);
  });

  test('an empty history passes nothing', () => {
    const empty = history(side).change((tables) => {
      for (const table of Object.values(tables)) table.length = 0;
    });
    for (const check of empty.verdict().checks)
      expect(check).toMatchObject({ result: 'unknown', examined: 0 });
  });

  test('an empty history passes nothing even when the load claims to have run', () => {
    const claimed = history(side).change((_tables, run) =>
      Object.assign(run.load, { offered: 100, started: 100 }),
    );
    expect(claimed.check('11')).toMatchObject({ result: 'fail' });
  });
});

test('a check that crashes is unknown, with the error as its example', () => {
  const crashing = {
    id: 'x',
    title: 'It crashes',
    appliesTo: () => true,
    look: () => {
      throw new Error('no such row');
    },
  };
  expect(runCheck(crashing, { facts: {} as never, ledger: [] })).toMatchObject({
    result: 'unknown',
    examples: [{ what: 'the check itself failed: no such row' }],
  });
});

test('a check lists ten examples and counts all violations', () => {
  const bad = history('rr');
  for (let number = 0; number < 25; number++) bad.order(`order ${number}`, { ...REFUSED, told: 'yes' });
  const check = bad.check('1')!;
  expect(check.count).toBe(25);
  expect(check.examples.length).toBe(10);
});

/** Asserts that the check fails with one violation, and what its example says. */
function expectViolation(day: History, id: string, what: string): void {
  const check = day.check(id)!;
  expect(check).toMatchObject({ result: 'fail', count: 1 });
  expect(check.examples[0]!.what).toContain(what);
}

describe('check 1, nothing lost', () => {
  test('fails when an accepted order has left no trace', () => {
    expectViolation(goodDay('ed').order('lost', { ...REFUSED, told: 'yes' }), '1', 'no trace of the order');
  });
  test('fails when "no effect" had one', () => {
    const day = goodDay('rr').order('gina', { ...CONFIRMED, told: 'no effect' });
    expectViolation(day, '1', 'said "no effect", and the order is confirmed');
  });
  test('fails when "no effect" left something held', () => {
    const day = goodDay('rr').order('gina', { ...UNDONE, reservations: ['reserved'] });
    expectViolation(day, '1', 'said "no effect", and still held is a reservation');
  });
  test('passes when a refusal without that promise was carried out all the same', () => {
    expect(
      goodDay('rr')
        .order('gina', { ...CONFIRMED, told: 'no' })
        .check('1')!.result,
    ).toBe('pass');
  });
  test('fails when the order ended otherwise than the client was told', () => {
    const day = goodDay('rr').change(({ operations }) => {
      const bert = operations.find((operation) => operation.kind === 'place' && operation.index === 1);
      Object.assign(bert!, { state: 'confirmed' });
    });
    expectViolation(day, '1', 'told confirmed and the order is rejected');
  });
  test('fails on a phantom', () => {
    const day = goodDay('rr').change(({ reservations }) => {
      reservations.push({
        ...reservations[0]!,
        orderId: 'ghost',
        state: 'released',
        releasedAtMs: PHASES.loadEndMs,
      });
    });
    expectViolation(day, '1', 'intended by nobody');
  });
});

describe('check 2, money', () => {
  test.each([
    [
      'two live captures',
      { ...CONFIRMED, bank: ['captured', 'captured'], payments: ['captured', 'captured'] },
      'live captures',
    ],
    ['money kept for a declined order', { ...DECLINED, bank: ['captured'] }, 'and the bank keeps 5.60 EUR'],
    [
      'a confirmed order that was refunded',
      { ...CONFIRMED, bank: ['captured', 'refunded'] },
      'the bank keeps 0.00 EUR',
    ],
    [
      'more refunded than captured',
      { ...NO_ADDRESS, bank: ['captured', 'refunded', 'refunded'] },
      'more was refunded',
    ],
    [
      'a payment that the payments service does not know of',
      { ...CONFIRMED, payments: [] },
      'the payments service knows of 0',
    ],
  ] as const)('fails on %s', (_name, story, what) => {
    expectViolation(goodDay('rr').order('gina', story), '2', what);
  });
  test('fails on a wrong amount', () => {
    const day = goodDay('rr').change(({ bank }) => (bank[0]!.amountCents -= 1));
    expectViolation(day, '2', 'confirmed at 5.60 EUR, and the bank keeps 5.59 EUR');
  });
  test('leaves an order that is paid and not yet decided to check 4', () => {
    const day = goodDay('ed').order('gina', { ...CONFIRMED, state: 'placed', deliveries: [] });
    expect(day.check('2')!.result).toBe('pass');
    expect(day.check('4')!.result).toBe('fail');
  });
});

describe('check 3, stock', () => {
  test('fails when portions have gone missing', () => {
    const day = goodDay('rr').change(({ stock }) => (stock[0]!.available -= 1));
    expectViolation(day, '3', 'held is not the initial 1000');
  });
  test('fails when a dish is held that the stock does not have', () => {
    const day = goodDay('rr').change(({ stock }) => (stock.length = 0));
    expectViolation(day, '3', 'the stock has no such dish');
  });
  test('fails when others are held than were ordered', () => {
    const day = goodDay('rr').change(({ orders }) => (orders[0]!.lines[0]!.quantity = 1));
    expectViolation(day, '3', 'ordered croissant×1, and held for it is croissant×2');
  });

  const oneAfterTheOther = (secondHeldAtMs: number): History => {
    const day = history('rr').order('anna', DECLINED).order('bert', CONFIRMED);
    return day.change(({ stock, reservations }) => {
      Object.assign(stock[0]!, { initial: 2, available: 0 });
      Object.assign(reservations[0]!, {
        createdAtMs: PHASES.baselineStartMs,
        releasedAtMs: PHASES.baselineStartMs + 500,
      });
      reservations[1]!.createdAtMs = PHASES.baselineStartMs + secondHeldAtMs;
    });
  };
  test('fails when more was held at once than there was, although it adds up in the end', () => {
    expectViolation(oneAfterTheOther(300), '3', '2 more portions were held at once');
  });
  test.each([500, 450, 600])(
    'passes when the portions were released before (second held at %i ms)',
    (atMs) => {
      expect(oneAfterTheOther(atMs).check('3')!.result).toBe('pass');
    },
  );
});

describe('check 4, endings', () => {
  test.each([
    ['an order that did not end', PLACED, 'still placed'],
    ['a confirmed order without a delivery', { ...CONFIRMED, deliveries: [] }, '0 booked deliveries'],
    [
      'a confirmed order without portions',
      { ...CONFIRMED, reservations: ['released'] },
      '0 held reservations',
    ],
    ['a rejected order with portions', { ...DECLINED, reservations: ['reserved'] }, '1 held reservation'],
    ['a rejected order with a delivery', { ...NO_ADDRESS, deliveries: ['booked'] }, '1 booked delivery'],
    ['an undone order with a payment', { ...UNDONE, payments: ['captured'] }, '1 captured payment'],
  ] as const)('fails on %s', (_name, story, what) => {
    expectViolation(goodDay('rr').order('gina', story), '4', what);
  });
});

describe('check 5, delivery', () => {
  test('fails on a delivery that was not due', () => {
    expectViolation(
      goodDay('rr').order('gina', { ...DECLINED, deliveries: ['booked'] }),
      '5',
      '1 booked delivery',
    );
  });
  test('fails on a second delivery', () => {
    const day = goodDay('rr').order('gina', { ...CONFIRMED, deliveries: ['booked', 'booked'] });
    expectViolation(day, '5', '2 booked deliveries');
  });
  test('fails on an address that was never theirs', () => {
    expectViolation(
      goodDay('rr').order('gina', { ...CONFIRMED, address: 'Elsewhere' }),
      '5',
      'goes to Elsewhere',
    );
  });

  const moved = (address: string, movedAtMs: number): History =>
    history('ed')
      .order('anna', { ...CONFIRMED, address })
      .change(({ addresses }) => {
        addresses.push({ customerId: 'c-001', version: 2, address: '2 New Road', sinceMs: movedAtMs });
      });
  const placedMs = PHASES.baselineStartMs + 5;
  test('passes on the address of when the order was placed', () => {
    expect(moved('1 Baker Street', placedMs + 1).check('5')!.result).toBe('pass');
  });
  test('passes on an address that the customer moved to later', () => {
    expect(moved('2 New Road', placedMs + 1).check('5')!.result).toBe('pass');
  });
  test('fails on an address that the customer had left before', () => {
    expectViolation(moved('1 Baker Street', placedMs - 1), '5', 'where the customer was not');
  });
  test('is unknown without a history of addresses', () => {
    const day = goodDay('rr').change(({ addresses }) => (addresses.length = 0));
    expect(day.check('5')!.result).toBe('unknown');
  });
});

describe('check 8, messages', () => {
  test('does not apply to the request side', () => {
    expect(goodDay('rr').check('8')).toBeUndefined();
  });
  test('fails when an outbox row was never published', () => {
    const day = goodDay('ed').change(({ outbox }) => {
      outbox.push({ ...outbox[0]!, eventId: 'unpublished', publishedAtMs: null });
    });
    expectViolation(day, '8', 'event unpublished is in an outbox and not in orders');
  });
  test('fails when an event was published beside the outbox', () => {
    const day = goodDay('ed').change(({ outbox }) => outbox.splice(0, 1));
    expectViolation(day, '8', 'is in orders and in no outbox');
  });
  test('fails when an event was swallowed: read, and processed by nobody', () => {
    const day = goodDay('ed').change(({ inbox }) => inbox.splice(0, 1));
    expectViolation(day, '8', 'was neither processed nor dead-lettered by stock');
  });
  test('fails when an event was published to another topic than the outbox row names', () => {
    const day = goodDay('ed').change(({ outbox }) => (outbox[0]!.topic = 'payments'));
    expectViolation(day, '8', 'was meant for another topic than orders');
  });
  test('fails when something was processed that is in no topic', () => {
    const day = goodDay('ed').change(({ inbox }) => inbox.push({ ...inbox[0]!, eventId: 'invented' }));
    expectViolation(day, '8', 'event invented was processed and is in no topic');
  });
  test('fails when a group lags', () => {
    const day = goodDay('ed').change(({ groups }) => (groups[0]!.committed -= 2));
    expectViolation(day, '8', 'stands at');
  });
  test('passes when an event was published twice', () => {
    const day = goodDay('ed').change(({ events }) => events.push({ ...events[0]!, offset: 99 }));
    expect(day.check('8')!.result).toBe('pass');
  });
  test('passes when an event is a dead letter', () => {
    const day = goodDay('ed').change(({ events, outbox, inbox }) => {
      const topic = 'stock.dead-letters';
      inbox.splice(0, 1);
      events.push({ ...events[0]!, topic, offset: 0 });
      outbox.push({ ...outbox[0]!, topic });
    });
    expect(day.check('8')!.result).toBe('pass');
  });
  test('fails when a dead letter was written and never arrived', () => {
    const day = goodDay('ed').change(({ outbox }) =>
      outbox.push({ ...outbox[0]!, topic: 'stock.dead-letters' }),
    );
    expectViolation(day, '8', 'stock.dead-letters: 1 outbox row, 0 messages');
  });
  test('is unknown when the places of the groups are not known', () => {
    expect(
      goodDay('ed')
        .change(({ groups }) => (groups.length = 0))
        .check('8')!.result,
    ).toBe('unknown');
  });
});

describe('check 11, the load adds up', () => {
  test('passes with an order that could not be started', () => {
    expect(
      goodDay('rr')
        .order('gina', { ...REFUSED, told: 'never asked' })
        .check('11')!.result,
    ).toBe('pass');
  });
  test('fails when an operation has no record', () => {
    const day = goodDay('rr').change((_tables, run) => Object.assign(run.load, { offered: 7, started: 7 }));
    expect(day.check('11')).toMatchObject({ result: 'fail' });
  });
  test('fails when offered is not started + dropped', () => {
    const day = goodDay('rr').change((_tables, run) => Object.assign(run.load, { dropped: 2 }));
    expectViolation(day, '11', 'offered = started + dropped: 6 is not 8');
  });
  test.each([
    [-1, 'more'],
    [1, 'fewer'],
  ])('passes when the schedule has %i than k6 started at the end: one %s', (difference) => {
    const day = goodDay('rr').change((_tables, run) => {
      run.load.offered += difference;
    });
    expect(day.check('11')!.result).toBe('pass');
    expect(day.rule('ledger-adds-up').result).toBe('pass');
  });
  test('fails when a key was used twice', () => {
    const day = goodDay('rr').change(({ operations }) => operations.push(operations[0]!));
    expectViolation(day, '11', 'operations = Idempotency-Keys: 7 is not 6');
  });
});

describe('check 12, it happened', () => {
  const DURING_FAULT = { atMs: PHASES.faultStartMs + 100 };
  const opened = (atMs: number) => ({ service: 'orders', target: 'payments', to: 'open' as const, atMs });
  const wants = (
    side: 'rr' | 'ed',
    ...events: ('breaker-opened' | 'compensated' | 'redelivered' | 'refused' | 'backlog-grew')[]
  ) => goodDay(side).planned({ sometimes: { [side]: events } as never });

  test('is left out when the scenario asks for nothing', () => {
    expect(goodDay('rr').check('12')).toBeUndefined();
  });
  test('passes when it happened', () => {
    const day = wants('rr', 'compensated', 'refused', 'breaker-opened')
      .order('gina', NO_ADDRESS, DURING_FAULT)
      .order('hugo', REFUSED, DURING_FAULT)
      .change(({ breakers }) => breakers.push(opened(PHASES.faultStartMs)));
    expect(day.check('12')).toMatchObject({ result: 'pass', examined: 3 });
  });
  test('does not count what happened before the fault began', () => {
    const day = wants('rr', 'compensated', 'redelivered', 'refused', 'breaker-opened')
      .order('gina', { ...CONFIRMED, bank: ['captured', 'replayed'] })
      .change(({ breakers, events }) => {
        breakers.push(opened(PHASES.faultStartMs - 1));
        events.push(...events.slice(0, 1));
      });
    const { result, examples } = day.check('12')!;
    expect(result).toBe('unknown');
    expect(examples).toHaveLength(4);
  });
  test.each([
    ['a 4xx', { status: 422 }, 'unknown'],
    ['a 5xx', { status: 503 }, 'pass'],
    ['no answer', { status: 0, outcome: 'unknown' as const }, 'pass'],
  ])('says of a refusal with %s whether it was the fault', (_name, answer, result) => {
    const day = wants('rr', 'refused')
      .order('gina', REFUSED, DURING_FAULT)
      .change(({ operations }) =>
        Object.assign(operations.findLast(({ kind }) => kind === 'place')!, answer),
      );
    expect(day.check('12')!.result).toBe(result);
  });
  test('is unknown, not failed, when it did not', () => {
    const check = wants('rr', 'breaker-opened', 'refused').check('12')!;
    expect(check).toMatchObject({ result: 'unknown', count: 0 });
    expect(check.examples).toMatchObject([
      { what: 'no circuit breaker opened after the fault began' },
      { what: 'after the fault began, no order was refused with a 5xx or left without an answer' },
    ]);
  });
  test.each([
    [
      'a message twice in a topic',
      (day: History) =>
        day.change(({ events }) =>
          events.push({ ...events[0]!, offset: 99, brokerMs: PHASES.faultStartMs + 100 }),
        ),
    ],
    [
      'a charge that the bank was asked for twice',
      (day: History) => day.order('gina', { ...CONFIRMED, bank: ['captured', 'replayed'] }, DURING_FAULT),
    ],
  ])('counts %s as redelivered', (_name, happens) => {
    expect(wants('ed', 'redelivered').check('12')!.result).toBe('unknown');
    expect(happens(wants('ed', 'redelivered')).check('12')!.result).toBe('pass');
  });
  test('sees a backlog that grew by a second of load', () => {
    const day = wants('ed', 'backlog-grew');
    expect(day.check('12')!.result).toBe('unknown');
    for (let number = 0; number < 110; number++)
      day.order(`late ${number}`, CONFIRMED, { atMs: PHASES.faultStartMs + number });
    day.change(({ orders }) => {
      for (const row of orders.slice(-110)) row.decidedAtMs = PHASES.faultEndMs + 500;
    });
    expect(day.check('12')!.result).toBe('pass');
  });
});
