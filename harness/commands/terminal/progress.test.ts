import { describe, expect, test } from '@jest/globals';
import { barProgress, lineProgress } from './progress.ts';

function target(columns = 80) {
  const written: string[] = [];
  return { columns, written, write: (text: string) => written.push(text) > 0 };
}

describe('lineProgress', () => {
  function start() {
    const clock = { nowMs: 0 };
    const out = target();
    return { clock, out, progress: lineProgress(out, () => clock.nowMs) };
  }

  test('a piece of work is one line, with its length when that is known', () => {
    const { out, progress } = start();
    progress.begin('Warm-up', 5_000);
    progress.done();
    progress.begin('Drain');
    expect(out.written).toEqual(['Warm-up (5 s)\n', 'Drain\n']);
  });

  test('updates are told once every 5 s, however many there are', () => {
    const { clock, out, progress } = start();
    progress.begin('Baseline', 10_000);
    for (clock.nowMs = 0; clock.nowMs < 10_000; clock.nowMs += 250)
      progress.update(null, `${clock.nowMs} orders`);
    expect(out.written).toEqual(['Baseline (10 s)\n', '  50 %, 5 s, 5000 orders\n']);
  });

  test('a new phase is told as soon as it begins', () => {
    const { clock, out, progress } = start();
    progress.begin('Load', 20_000);
    for (const phase of ['warm-up', 'warm-up', 'baseline', 'baseline']) {
      clock.nowMs += 1_000;
      progress.update(null, `${phase}: ${clock.nowMs} orders`);
    }
    expect(out.written).toEqual([
      'Load (20 s)\n',
      '  5 %, 1 s, warm-up: 1000 orders\n',
      '  15 %, 3 s, baseline: 3000 orders\n',
    ]);
  });

  test('notes and what was done are kept as lines', () => {
    const { out, progress } = start();
    progress.begin('Start');
    progress.note('Kafka is fetched');
    progress.done('started in 4 s');
    expect(out.written).toEqual(['Start\n', 'Kafka is fetched\n', '  started in 4 s\n']);
  });
});

describe('barProgress', () => {
  const lastLine = (written: string[]): string => written.join('').split('\r\u001b[2K').at(-1)!;

  test('draws what is done, a bar and how far it is, within the width of the terminal', () => {
    const clock = { nowMs: 0 };
    const out = target(60);
    const progress = barProgress(out, () => clock.nowMs);
    progress.begin('Baseline', 10_000);
    clock.nowMs = 5_000;
    progress.note('half of it');
    expect(lastLine(out.written)).toBe('Baseline  ██████████░░░░░░░░░░  50 %  5 s');
    progress.update(0.9, 'a detail that is far too long for the terminal that it is shown on');
    progress.note('more');
    expect(lastLine(out.written)).toHaveLength(59);
    progress.close();
  });

  test('leaves a line with the time that it took, and no bar, when done or closed', () => {
    const clock = { nowMs: 0 };
    const out = target();
    const progress = barProgress(out, () => clock.nowMs);
    progress.begin('Drain');
    clock.nowMs = 3_000;
    progress.done();
    expect(lastLine(out.written)).toBe('Drain  3 s\n');
    progress.begin('Evidence');
    progress.close();
    expect(lastLine(out.written)).toBe('');
  });
});
