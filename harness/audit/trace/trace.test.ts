import { describe, expect, test } from '@jest/globals';
import { type History, history, KILL, PHASES } from '../testing/history.ts';
import { CONFIRMED, NO_ADDRESS, PLACED, REFUSED, UNDONE } from '../testing/order-story.ts';
import type { LogLine } from './log-line.ts';
import { tellStories } from './trace.ts';

const stories = (day: History, logs: LogLine[] = []) => tellStories(day.evidence, day.judged().ledger, logs);
const said = (day: History, logs: LogLine[] = []): string[] =>
  stories(day, logs)[0]!.steps.map(({ where, what }) => `${where}: ${what}`);

describe('the story of an order', () => {
  test('of the request side: what the client saw, the rows, and the bank', () => {
    expect(said(history('rr').order('anna', NO_ADDRESS))).toEqual([
      'client: orders 2 × croissant: told yes (201, rejected)',
      'orders: the order is placed: 5.60 EUR',
      'stock: portions are held: 2 × croissant',
      'payments: the payment is taken: 5.60 EUR',
      'bank: charges 5.60 EUR',
      'bank: refunds 5.60 EUR',
      'delivery: the delivery is refused: no address',
      'payments: the payment is refunded',
      'stock: the portions are released',
      'orders: the order is rejected (no_address)',
      'client: asked for the order: rejected',
    ]);
  });

  test('of the event side: every event, what caused it, and who processed it when', () => {
    const steps = said(history('ed').order('anna', CONFIRMED));
    expect(steps).toContain('orders: OrderPlaced, until it is in the topic');
    expect(steps).toContain('payments: PaymentTaken, because of StockReserved, until it is in the topic');
    expect(steps).toContain('delivery: has processed PaymentTaken, 3 ms after it was published');
    expect(steps.filter((step) => step.includes('has processed')).length).toBe(4);
  });

  test('comes in the order of time, with its bucket and why', () => {
    const [story] = stories(history('ed').order('anna', { ...CONFIRMED, deliveries: [] }));
    const times = story!.steps.map(({ atMs }) => atMs);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(story).toMatchObject({
      ...{ side: 'ed', key: 'order-1-0', bucket: 'charged-not-delivered' },
      why: 'the bank keeps 5.60 EUR and no delivery is on its way',
    });
  });

  test('names a late start, a refusal and its effect', () => {
    const day = history('rr').order('anna', REFUSED);
    day.change(({ operations }) => Object.assign(operations[0]!, { sentMs: PHASES.baselineStartMs + 40 }));
    expect(stories(day)[0]!.steps).toMatchObject([
      { what: 'should have asked by the schedule', durationMs: 40 },
      { what: 'orders 2 × croissant: told no (503, effect none)', durationMs: 5 },
    ]);
  });

  test('of an order that was never started is empty', () => {
    expect(said(history('rr').order('anna', { ...REFUSED, told: 'never asked' }))).toEqual([]);
  });

  test('holds every order that came of one key', () => {
    const twice = history('rr').order('anna', CONFIRMED);
    twice.change(({ orders, reservations }) => {
      orders.push({ ...orders[0]!, orderId: 'another' });
      reservations.push({ ...reservations[0]!, orderId: 'another' });
    });
    const steps = said(twice);
    expect(steps.filter((step) => step.startsWith('orders: the order is placed')).length).toBe(2);
    expect(steps.filter((step) => step.startsWith('stock: portions are held')).length).toBe(2);
  });

  test('tells a second publication, a dead letter, and an event that was never published', () => {
    const day = history('ed').order('anna', PLACED);
    day.change(({ events, outbox }) => {
      events.push({ ...events[0]!, offset: 1, brokerMs: events[0]!.brokerMs + 5 });
      events.push({
        ...events[0]!,
        topic: 'stock.dead-letters',
        offset: 0,
        brokerMs: events[0]!.brokerMs + 9,
      });
      outbox.push({ ...outbox[0]!, eventId: 'silent', publishedAtMs: null });
    });
    expect(said(day)).toEqual(
      expect.arrayContaining([
        'orders: OrderPlaced is published again',
        'stock.dead-letters: OrderPlaced is put aside by stock, its key parked',
        'orders: an event waits in the outbox and was never published',
      ]),
    );
  });

  test('tells an answer of the bank that was lost', () => {
    const day = history('rr').order('anna', CONFIRMED);
    day.change(({ bank }) => Object.assign(bank[0]!, { answered: false, key: null }));
    expect(said(day)).toContain('bank: charges 5.60 EUR, asked without a key, and its answer is lost');
  });

  test('shows the faults and breakers meanwhile, and none of another time', () => {
    const atMs = PHASES.faultStartMs + 5;
    const day = history('rr')
      .order('anna', CONFIRMED, { atMs })
      .change(({ faults, breakers }) => {
        faults.push(
          { ...KILL, healedAtMs: atMs + 20 },
          { ...KILL, role: 'stock', injectedAtMs: PHASES.loadEndMs },
        );
        const breaker = { service: 'orders', target: 'payments' };
        breakers.push(
          { ...breaker, to: 'open', atMs: atMs + 1 },
          { ...breaker, to: 'closed', atMs: PHASES.drainEndMs },
        );
      });
    expect(said(day).filter((step) => /fault|healed|breaker/.test(step))).toEqual([
      'orders: circuit breaker to payments: open',
      'payments: fault: kill',
      'payments: healed: kill',
    ]);
  });

  test('weaves in the hops that the services logged, at the time when they began', () => {
    const day = history('rr').order('anna', REFUSED);
    const orderId = 'o-1';
    day.change(({ operations }) => Object.assign(operations[0]!, { orderId }));
    const common = { orderId, requestId: 'r-1' };
    const atMs = PHASES.baselineStartMs + 10;
    const logs: LogLine[] = [
      {
        ...common,
        msg: 'served',
        service: 'gateway',
        route: 'POST /orders',
        status: 503,
        code: 'order_not_possible',
        atMs,
        durationMs: 9,
      },
      {
        ...common,
        msg: 'called',
        service: 'orders',
        target: 'payments',
        attempt: 2,
        outcome: 'unavailable',
        status: 0,
        atMs,
        durationMs: 4,
      },
    ];
    expect(stories(day, logs)[0]!.steps.slice(1)).toMatchObject([
      {
        where: 'gateway',
        what: 'serves POST /orders: 503 (order_not_possible)',
        atMs: atMs - 9,
        durationMs: 9,
        source: 'log',
      },
      { where: 'orders', what: 'calls payments, attempt 2: unavailable', atMs: atMs - 4, source: 'log' },
    ]);
  });

  test('shows that a call was not made because the circuit was open, and why else an order was given up', () => {
    const day = history('rr').order('anna', UNDONE);
    const orderId = day.orderId('anna');
    const failed = { msg: 'failed', service: 'orders', orderId, requestId: 'r-1' } as const;
    const atMs = PHASES.baselineStartMs + 16;
    const logs: LogLine[] = [
      { ...failed, code: 'payments_circuit_open', effect: 'none', atMs },
      { ...failed, code: 'stock_timeout', effect: 'unknown', atMs: atMs + 1 },
    ];
    const steps = stories(day, logs)[0]!.steps.filter(({ source }) => source === 'log');
    expect(steps).toEqual([
      {
        ...{ source: 'log', where: 'orders', atMs, durationMs: null },
        what: 'does not call payments: the circuit is open, effect none',
      },
      {
        ...{ source: 'log', where: 'orders', atMs: atMs + 1, durationMs: null },
        what: 'gives up: stock_timeout, effect unknown',
      },
    ]);
  });
});
