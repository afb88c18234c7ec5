import { describe, expect, test } from '@jest/globals';
import { decidedAfter, history, PHASES } from '../testing/history.ts';
import { CONFIRMED, PLACED } from '../testing/order-story.ts';

const { baselineStartMs, loadEndMs } = PHASES;

describe('timeline', () => {
  test('has one value per 250 ms from the baseline to the end of the drain in every row', () => {
    const { timeline } = history('ed').order('anna', CONFIRMED).verdict();
    const { offered, accepted, completed, refused, acceptP95Ms, undecided, outbox, backlog, cpu } = timeline;
    for (const row of [offered, accepted, completed, refused, acceptP95Ms, undecided, outbox])
      expect(row.length).toBe(44);
    for (const row of [...Object.values(backlog), ...Object.values(cpu)]) expect(row.length).toBe(44);
    expect(timeline.startMs).toBe(baselineStartMs);
  });

  test('shows an order where it was offered, accepted and completed, and undecided in between', () => {
    const day = history('ed').order('anna', CONFIRMED);
    decidedAfter(day, 0, 600);
    const { timeline } = day.verdict();
    expect(timeline.offered.slice(0, 4)).toEqual([1, 0, 0, 0]);
    expect(timeline.accepted.slice(0, 4)).toEqual([1, 0, 0, 0]);
    expect(timeline.completed.slice(0, 4)).toEqual([0, 0, 1, 0]);
    expect(timeline.undecided.slice(0, 4)).toEqual([1, 1, 0, 0]);
    expect(timeline.completeP95Ms.slice(0, 2)).toEqual([600, null]);
  });

  test('shows a message that waits in the outbox, and then for its consumer', () => {
    const day = history('ed').order('anna', { ...PLACED, facts: ['OrderPlaced'] });
    day.change(({ outbox, events, inbox }) => {
      outbox[0]!.publishedAtMs = events[0]!.brokerMs = baselineStartMs + 600;
      inbox[0]!.processedAtMs = baselineStartMs + 1_100;
    });
    const { timeline } = day.verdict();
    expect(timeline.outbox.slice(0, 6)).toEqual([1, 1, 0, 0, 0, 0]);
    expect(timeline.backlog.stock!.slice(0, 6)).toEqual([0, 0, 1, 1, 0, 0]);
  });

  test('where no inbox is written, no backlog is told', () => {
    const day = history('ed').order('anna', { ...PLACED, facts: ['OrderPlaced'] });
    day.change((_tables, run) => (run.arm = 'at-least-once'));
    expect(day.verdict().timeline.backlog).toEqual({});
  });

  test('shows what the breakers did', () => {
    const day = history('rr').change(({ breakers }) =>
      breakers.push(
        { service: 'orders', target: 'payments', to: 'open', atMs: baselineStartMs + 300 },
        { service: 'orders', target: 'payments', to: 'halfOpen', atMs: baselineStartMs + 600 },
        { service: 'orders', target: 'payments', to: 'closed', atMs: baselineStartMs + 800 },
      ),
    );
    expect(day.verdict().timeline.breakers['orders → payments']!.slice(0, 5)).toEqual([0, 2, 1, 0, 0]);
  });

  test('what happens after the grid is not drawn', () => {
    const day = history('rr').order('last', CONFIRMED, { atMs: loadEndMs - 1 });
    decidedAfter(day, 0, 100_000);
    expect(day.verdict().timeline.completed.reduce((sum, count) => sum + count)).toBe(0);
  });
});
