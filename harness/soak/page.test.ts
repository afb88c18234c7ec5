import { expect, test } from '@jest/globals';
import { soakAsMarkdown } from './page.ts';

test('a row for every round, and how the page came about', () => {
  const rounds = [
    {
      round: 0,
      side: 'rr' as const,
      instances: 2,
      faults: ['kill orders@2 at 1 s for 2 s', 'cut a at 3 s for 1 s'],
    },
    { round: 1, side: 'ed' as const, instances: 1, faults: [] },
  ];
  const page = soakAsMarkdown(rounds, { command: './lab soak', date: '2026-11-27', machine: '2 × CPU' });
  expect(page).toContain('`./lab soak` wrote this page on 2026-11-27 (2 × CPU).');
  expect(page).toContain(
    '**2 rounds, 2 faults. No surprise: every order accounted for, every check passed.**',
  );
  expect(page).toContain(
    '| 0 | rr | 2 | kill orders@2 at 1 s for 2 s; cut a at 3 s for 1 s |\n| 1 | ed | 1 | nothing |',
  );
});
