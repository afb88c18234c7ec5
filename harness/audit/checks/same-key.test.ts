import { describe, expect, test } from '@jest/globals';
import { expectViolation, goodDay } from '../testing/good-day.ts';
import { type History, history, PHASES, type Tables } from '../testing/history.ts';
import { CONFIRMED, REFUSED } from '../testing/order-story.ts';

type Repeat = Extract<Tables['operations'][number], { kind: 'repeat' }>;
type Place = Extract<Tables['operations'][number], { kind: 'place' }>;
const repeatsIn = ({ operations }: Tables) => operations.filter((one) => one.kind === 'repeat');
const changed = (which: 'same' | 'other', change: Partial<Repeat>): History =>
  goodDay('rr').change((tables) =>
    Object.assign(repeatsIn(tables).find(({ body }) => body === which)!, change),
  );

describe('check 7, the same key, sent again after the load', () => {
  test('passes on the same answer, and on a refusal of another body', () => {
    expect(goodDay('rr').check('7')).toMatchObject({ result: 'pass', examined: 2 });
  });
  test.each(['naive', 'timeouts', 'retries', 'breakers', 'idempotent', 'accept-later'])(
    'is asked on the rung %s as well: what clients may rely on is the same on all of them',
    (arm) => {
      const day = goodDay('rr').change((_tables, run) => Object.assign(run, { arm }));
      expect(day.check('7')).toMatchObject({ result: 'pass', examined: 2 });
    },
  );
  test.each<[string, 'same' | 'other', Partial<Repeat>, string]>([
    ['another order', 'same', { orderId: 'another' }, 'and then with order another'],
    ['another state', 'same', { state: 'placed' }, 'was answered "confirmed", and then "placed"'],
    ['another status', 'same', { status: 422 }, 'was answered 201, and then 422'],
    ['a yes to another body', 'other', { status: 201 }, 'answered 201, not 422'],
    ['"in progress" long after its end', 'same', { status: 409 }, 'was said to be in progress (409)'],
  ])('fails on %s', (_name, which, change, what) => {
    expectViolation(changed(which, change), '7', what);
  });
  test('is unknown when nothing was sent again', () => {
    const day = goodDay('rr').change((tables) => {
      tables.operations = tables.operations.filter(({ kind }) => kind !== 'repeat');
    });
    expect(day.check('7')).toMatchObject({ result: 'unknown', examined: 0 });
  });
  test('is unknown when nobody answered', () => {
    const day = goodDay('rr').change((tables) => {
      for (const repeat of repeatsIn(tables)) Object.assign(repeat, { status: 503 });
    });
    expect(day.check('7')!.result).toBe('unknown');
  });
  test('an order that comes of it fails this check, and is none of the load', () => {
    const day = changed('same', { orderId: 'another' }).change(({ orders }) => {
      orders.push({ ...orders[0]!, orderId: 'another', placedAtMs: PHASES.loadEndMs + 2 });
    });
    expect(day.check('7')!.result).toBe('fail');
    expect(day.ledgerLine('anna').bucket).toBe('completed');
    expect(day.judged().ledger.some(({ bucket }) => bucket === 'phantom')).toBe(false);
  });
});

describe('check 7, the same key, sent again during the load', () => {
  const again = (first: Partial<Place>, second: Partial<Place>, story = CONFIRMED): History =>
    history('rr')
      .order('anna', story)
      .change((tables) => {
        const operations = tables.operations.filter((one) => one.kind === 'place');
        const [place] = operations;
        Object.assign(place!, first);
        tables.operations = [place!, { ...place!, sentMs: place!.sentMs + 20, ...second }];
      });
  test('passes when one is told to wait while the other is worked on', () => {
    expect(again({}, { status: 409, outcome: 'refused', orderId: null }).check('7')!.result).toBe('pass');
  });
  test('passes when the other may still be worked on, though its client gave up', () => {
    const gaveUp = {
      status: 0,
      outcome: 'unknown' as const,
      orderId: null,
      answeredMs: PHASES.baselineStartMs + 10,
    };
    expect(again(gaveUp, { status: 409, outcome: 'refused' }).check('7')!.result).toBe('pass');
  });
  test('fails when two orders are told', () => {
    expectViolation(again({}, { orderId: 'another' }), '7', 'and then with order another');
  });
  test('says nothing of a yes that followed upon a no', () => {
    const no = { status: 503, outcome: 'refused' as const, orderId: null };
    expect(again(no, { status: 201, outcome: 'accepted' }, { ...REFUSED }).check('7')!.result).toBe(
      'unknown',
    );
  });
});
