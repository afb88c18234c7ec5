import { describe, expect, test } from '@jest/globals';
import type { Fault } from '../faults/fault.ts';
import type { PlannedFault } from '../scenarios/scenario.ts';
import { waitUntil } from '../wait-until.ts';
import { runFaultTimeline } from './fault-timeline.ts';
import { fakeRuntime } from './testing/fake-runtime.ts';

const kill = (role: PlannedFault['role'], afterSeconds: number, forSeconds: number): PlannedFault => ({
  fault: 'kill',
  role,
  afterSeconds,
  forSeconds,
});
/** Timers and the wall clock round differently. */
const TIMER_SLACK_MS = 2;
const never = new AbortController().signal;

/** Faults that only say what they do. */
function talkingFault(changes: { prove?: () => Promise<string[]>; heal?: () => Promise<string[]> } = {}) {
  const said: string[] = [];
  const fault: Fault = {
    title: 'talked about',
    does: 'says what it does',
    colour: '#000000',
    stopsTarget: true,
    async inject({ role }) {
      said.push(`inject ${role}`);
      return {
        prove: changes.prove ?? (async () => ['seen']),
        async heal() {
          said.push(`heal ${role}`);
          return changes.heal === undefined ? ['gone'] : changes.heal();
        },
      };
    },
  };
  return { said, faults: { kill: fault } };
}

describe('fault timeline', () => {
  test('a fault is injected, proven and healed at its times', async () => {
    const { said, faults } = talkingFault();
    const startMs = Date.now();
    const [record] = await runFaultTimeline(fakeRuntime(), [kill('payments', 0.02, 0.05)], startMs, never, {
      faults,
    });
    expect(said).toEqual(['inject payments', 'heal payments']);
    expect(record).toMatchObject({ fault: 'kill', role: 'payments', proof: ['seen', 'gone'] });
    expect(record!.injectedAtMs).toBeGreaterThanOrEqual(startMs + 20 - TIMER_SLACK_MS);
    expect(record!.landedAtMs).toBeGreaterThanOrEqual(record!.injectedAtMs);
    expect(record!.healStartedAtMs).toBeGreaterThanOrEqual(startMs + 70 - TIMER_SLACK_MS);
    expect(record!.healedAtMs).toBeGreaterThanOrEqual(record!.healStartedAtMs!);
  });

  test('what needs a role waits until that is whole again, and what needs another one does not', async () => {
    const { promise: mended, resolve: mend } = Promise.withResolvers<string[]>();
    const { said, faults } = talkingFault({ heal: () => mended });
    const needing = talkingFault();
    const { stopsTarget: _, ...harmless } = needing.faults.kill;
    const poison: Fault = { ...harmless, needsRunning: (_side, { role }) => [{ role }] };
    const planned: PlannedFault[] = [
      kill('stock', 0, 0.01),
      { fault: 'poison', role: 'stock', afterSeconds: 0.01, forSeconds: 0 },
      { fault: 'poison', role: 'orders', afterSeconds: 0.02, forSeconds: 0 },
    ];
    const running = runFaultTimeline(fakeRuntime(), planned, Date.now(), never, {
      faults: { ...faults, poison },
    });
    await waitUntil(() => needing.said.includes('heal orders'), { timeoutMs: 5_000, everyMs: 5 });
    expect([said, needing.said]).toEqual([
      ['inject stock', 'heal stock'],
      ['inject orders', 'heal orders'],
    ]);
    mend(['gone']);
    await running;
    expect(needing.said.slice(2)).toEqual(['inject stock', 'heal stock']);
  });

  test('a role is not broken again before it is whole, however long that takes', async () => {
    const { promise: mended, resolve: mend } = Promise.withResolvers<string[]>();
    const { said, faults } = talkingFault({ heal: () => mended });
    const planned = [kill('stock', 0, 0), kill('stock', 0.01, 0.01), kill('bank', 0.03, 0)];
    const running = runFaultTimeline(fakeRuntime(), planned, Date.now(), never, { faults });
    await waitUntil(() => said.includes('heal bank'), { timeoutMs: 5_000, everyMs: 5 });
    expect(said.filter((each) => each !== 'inject bank')).toEqual([
      'inject stock',
      'heal stock',
      'heal bank',
    ]);
    mend(['gone']);
    await running;
    expect(said.slice(4)).toEqual(['inject stock', 'heal stock']);
  });

  test('a fault whose target this side does not have is not done here, and is no record', async () => {
    const { said, faults } = talkingFault();
    const planned = [kill('kafka', 0, 0), kill('stock', 0, 0)];
    const records = await runFaultTimeline(fakeRuntime(), planned, Date.now(), never, { faults });
    expect(records.map(({ role }) => role)).toEqual(['stock']);
    expect(said).toEqual(['inject stock', 'heal stock']);
  });

  test('faults that stop their target wait for each other, others overlap on it', async () => {
    const talking = talkingFault();
    const { stopsTarget: _, ...overlaps } = talking.faults.kill;
    const planned: PlannedFault[] = [
      { ...kill('stock', 0, 0.1), fault: 'kill' },
      { ...kill('stock', 0.01, 0.01), fault: 'pause' },
      { ...kill('bank', 0.02, 0.5), fault: 'bank-slow' },
      { ...kill('bank', 0.03, 0.1), fault: 'bank-errors' },
    ];
    const stops = talking.faults.kill;
    const faults = { kill: stops, pause: stops, 'bank-slow': overlaps, 'bank-errors': overlaps };
    const [killed, paused, slow, errors] = await runFaultTimeline(fakeRuntime(), planned, Date.now(), never, {
      faults,
    });
    expect(paused!.injectedAtMs).toBeGreaterThanOrEqual(killed!.healedAtMs!);
    expect(errors!.injectedAtMs).toBeLessThan(slow!.healStartedAtMs!);
  });

  test('so do those of a role and of its instances, by the time at which they begin', async () => {
    const { promise: mended, resolve: mend } = Promise.withResolvers<string[]>();
    const { said, faults } = talkingFault({ heal: () => mended });
    const second = { ...kill('stock', 0, 0), instance: 2 };
    const third = { ...kill('stock', 0.01, 0), instance: 3 };
    const planned = [kill('services', 0.04, 0), third, second, kill('bank', 0.08, 0)];
    const running = runFaultTimeline(fakeRuntime({ instances: 3 }), planned, Date.now(), never, { faults });
    const healed = (): number => said.filter((each) => each.startsWith('heal')).length;
    await waitUntil(() => healed() === 3, { timeoutMs: 5_000, everyMs: 5 });
    expect([...said].sort()).toEqual([
      ...['heal bank', 'heal stock', 'heal stock', 'inject bank', 'inject stock', 'inject stock'],
    ]);
    mend(['gone']);
    const records = await running;
    expect(said.slice(6)).toEqual(['inject services', 'heal services']);
    expect(records.map(({ role }) => role)).toEqual(['services', 'stock@3', 'stock@2', 'bank']);
  });

  test('who listens is told of what is in force whenever that changes or is proven, and of nothing more at the end', async () => {
    const told: string[][] = [];
    await runFaultTimeline(fakeRuntime(), [kill('stock', 0, 0.2), kill('bank', 0.1, 0)], Date.now(), never, {
      faults: talkingFault().faults,
      listener: (inForce) =>
        void told.push(inForce.map(({ role, landedAtMs }) => `${role}${landedAtMs === null ? '?' : ''}`)),
    });
    expect(told).toEqual([['stock?'], ['stock'], ['stock', 'bank?'], ['stock', 'bank'], ['stock'], []]);
  });

  test('a fault that can not be seen has not landed, says why, and is healed all the same', async () => {
    const { said, faults } = talkingFault({
      prove: async () => {
        throw new Error('it still answers');
      },
    });
    const [record] = await runFaultTimeline(fakeRuntime(), [kill('stock', 0, 0)], Date.now(), never, {
      faults,
    });
    expect(record).toMatchObject({ landedAtMs: null, proof: ['not proven: it still answers', 'gone'] });
    expect(said).toContain('heal stock');
  });

  test('an interruption heals what is in force, leaves out what is still to come, and is the reason', async () => {
    const interruption = new AbortController();
    const { said, faults } = talkingFault({
      prove: async () => {
        interruption.abort(new Error('enough'));
        return ['seen'];
      },
    });
    const planned = [kill('payments', 0, 3_600), kill('stock', 3_000, 10)];
    const running = runFaultTimeline(fakeRuntime(), planned, Date.now(), interruption.signal, { faults });
    await expect(running).rejects.toThrow('enough');
    expect(said).toEqual(['inject payments', 'heal payments']);
  });

  test('an interruption while something is healed is told to it, too', async () => {
    const interruption = new AbortController();
    const early: boolean[] = [];
    const faults: Record<string, Fault> = {
      kill: {
        ...talkingFault().faults.kill,
        inject: async ({ endedEarly }) => ({
          prove: async () => ['seen'],
          async heal() {
            early.push(endedEarly!.aborted);
            interruption.abort(new Error('enough'));
            early.push(endedEarly!.aborted);
            return ['gone'];
          },
        }),
      },
    };
    await runFaultTimeline(fakeRuntime(), [kill('stock', 0, 0)], Date.now(), interruption.signal, { faults });
    expect(early).toEqual([false, true]);
  });

  test('a heal that fails is in the record with its reason, and the others are carried out', async () => {
    const { said, faults } = talkingFault({
      heal: async () => {
        throw new Error('it does not start');
      },
    });
    const planned = [kill('payments', 0, 0), kill('stock', 0, 0.02)];
    const records = await runFaultTimeline(fakeRuntime(), planned, Date.now(), never, { faults });
    expect(records).toMatchObject([
      { role: 'payments', healedAtMs: null, proof: ['seen', 'not healed: it does not start'] },
      { role: 'stock', healedAtMs: null },
    ]);
    expect(said).toContain('heal stock');
  });

  test('a fault that can not be injected, e.g. into what was not healed, has not landed and says why', async () => {
    const faults: Record<string, Fault> = {
      kill: {
        ...talkingFault().faults.kill,
        inject: async () => {
          throw new Error('it is not running');
        },
      },
    };
    const [record] = await runFaultTimeline(fakeRuntime(), [kill('stock', 0, 0)], Date.now(), never, {
      faults,
    });
    expect(record).toMatchObject({
      landedAtMs: null,
      healedAtMs: null,
      proof: ['not injected: it is not running'],
    });
  });
});
