import { describe, expect, test } from '@jest/globals';
import { EVENT_DRIVEN, REQUEST_RESPONSE } from './kitchens.ts';
import { mirror, pair } from './mirror.ts';
import { type LinesPanel, lines } from './panels.ts';

const panel = (expr: string, more: Partial<LinesPanel> = {}) =>
  lines({ title: 'Orders', look: '', unit: 'perSecond', lines: [{ name: 'x', expr }], ...more });
const besides = (row: { panels: readonly object[] }) =>
  row.panels.map((one) => ('beside' in one ? one.beside : undefined));

describe('mirror', () => {
  test('one description: request-response left, event-driven right, each with its own series', () => {
    const { panels, mirrored } = mirror(8, ({ own }) => panel(`up{${own}}`));

    expect(mirrored).toBe(true);
    expect(panels.map(({ kitchen }) => kitchen)).toEqual([REQUEST_RESPONSE, EVENT_DRIVEN]);
    expect(panels.map((one) => 'lines' in one && one.lines[0]!.expr)).toEqual([
      'up{architecture="request-response"}',
      'up{architecture="event-driven"}',
    ]);
  });

  test('several panels: all of one kitchen stand left of all of the other', () => {
    const { panels } = mirror(4, ({ own }) => [panel(`a{${own}}`), panel(`b{${own}}`)]);

    expect(panels.map(({ kitchen }) => kitchen?.name)).toEqual([
      'Request-response',
      'Request-response',
      'Event-driven',
      'Event-driven',
    ]);
  });

  test('a scale that is not fixed: each panel also holds the lines of the other', () => {
    const row = mirror(8, ({ own }) => panel(`up{${own}}`));

    expect(besides(row)).toEqual([
      [{ name: 'x', expr: 'up{architecture="event-driven"}' }],
      [{ name: 'x', expr: 'up{architecture="request-response"}' }],
    ]);
  });

  test('a scale that is fixed, or two different things: nothing has to be held', () => {
    expect(besides(mirror(8, ({ own }) => panel(own, { scale: { min: 0, max: 1 } })))).toEqual([
      undefined,
      undefined,
    ]);
    expect(besides(pair(8, panel('a'), panel('b', { title: 'Lag' })))).toEqual([undefined, undefined]);
  });
});
