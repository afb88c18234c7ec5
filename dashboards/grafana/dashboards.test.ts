/** Grafana itself can not be had in a test: what it would trip over, and what a reader would, is looked for in the files. */
import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { FAULT_FAMILIES } from '../../harness/faults/faults.ts';
import { DASHBOARDS } from './boards/boards.ts';
import { QUERIES } from './queries.ts';
import {
  askingPanelsOf,
  COMMITTED,
  type DashboardModel,
  isInvisible,
  type PanelModel,
  type Place,
  panelsOf,
} from './testing/committed.ts';
import { fileOf, textOf } from './write.ts';

const each = COMMITTED.map((dashboard) => [dashboard.title, dashboard] as const);
const overlap = (a: Place, b: Place) =>
  a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

describe('the committed dashboards', () => {
  test.each(DASHBOARDS.map((dashboard) => [dashboard.file, dashboard] as const))(
    '%s.json is what the code says: else run `node dashboards/grafana/write.ts`',
    async (_file, dashboard) => {
      expect(await readFile(fileOf(dashboard), 'utf8')).toBe(textOf(dashboard));
    },
  );

  test('there is no other file beside them', async () => {
    const files = await readdir(new URL('dashboards/', import.meta.url));
    expect(files.sort()).toEqual(DASHBOARDS.map(({ file }) => `${file}.json`).sort());
  });

  test('each is found from every other', () => {
    expect(new Set(COMMITTED.map(({ uid }) => uid)).size).toBe(COMMITTED.length);
    for (const { links, tags } of COMMITTED) {
      expect(links).toEqual([expect.objectContaining({ type: 'dashboards', tags })]);
      expect(links[0]).not.toHaveProperty('placement');
    }
  });

  test.each(each)(
    '%s: every panel has a title, says what to look for, and has an id of its own',
    (_title, { panels, ...rest }) => {
      expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
      for (const panel of panelsOf({ panels, ...rest })) {
        expect(panel.title).not.toBe('');
        expect([panel.title, panel.description.length > 40]).toEqual([panel.title, true]);
        expect(panel.description).toMatch(/ (Unit: .+|Words only: no unit)\.$/);
      }
    },
  );

  test.each(each)('%s: every panel that asks has a unit, and asks our Prometheus', (_title, dashboard) => {
    const ours = { type: 'prometheus', uid: 'prometheus' };
    for (const { datasource, fieldConfig, targets = [] } of askingPanelsOf(dashboard)) {
      expect(fieldConfig?.defaults.unit).toBeTruthy();
      expect(targets.length).toBeGreaterThan(0);
      expect(new Set(targets.map(({ refId }) => refId)).size).toBe(targets.length);
      for (const one of [datasource, ...targets.map((target) => target.datasource)])
        expect(one).toEqual(ours);
    }
  });

  test.each(each)('%s: panels stand on the grid, and not on each other', (_title, { panels }) => {
    for (const [i, { gridPos }] of panels.entries()) {
      expect(Number.isInteger(gridPos.x) && Number.isInteger(gridPos.w)).toBe(true);
      expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
      expect(panels.slice(i + 1).filter((other) => overlap(gridPos, other.gridPos))).toEqual([]);
    }
  });

  test.each(each)(
    '%s: what it asks is in the list of queries, and the other way round',
    (title, dashboard) => {
      const asked = [
        ...askingPanelsOf(dashboard).flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)),
        ...dashboard.annotations.list.map(({ target }) => target.expr),
      ];
      const listed = QUERIES.filter((query) => query.dashboard === dashboard.uid).map(({ expr }) => expr);
      expect([title, new Set(listed)]).toEqual([title, new Set(asked)]);
    },
  );

  test.each(each)('%s: at the end it says what it does not show', (_title, dashboard) => {
    const heading = dashboard.panels.at(-2);
    expect(heading).toMatchObject({ type: 'row', title: 'What these numbers do not show' });
    const content = dashboard.panels.at(-1)?.options.content ?? '';
    expect(content).toContain('One run names no winner');
    expect(content).toContain('Prometheus looks once a second');
  });

  test.each(each)(
    '%s: every family of faults is a band, in its own colour, behind panels that are there',
    (_title, dashboard) => {
      const asking = askingPanelsOf(dashboard).map(({ id }) => id);
      const { list } = dashboard.annotations;
      for (const family of Object.values(FAULT_FAMILIES))
        expect(list.map(({ iconColor }) => iconColor)).toContain(Object.values(family)[0]!.colour);
      for (const { filter } of list) {
        expect(filter.ids.length).toBeGreaterThan(0);
        expect(asking).toEqual(expect.arrayContaining(filter.ids));
      }
      expect(new Set(list.flatMap(({ filter }) => filter.ids))).toEqual(new Set(asking));
    },
  );
});

describe('mirrored rows', () => {
  /** Panels of one half, and what stands at the same place of the other half. */
  const halves = (dashboard: DashboardModel): [PanelModel, PanelModel | undefined][] =>
    panelsOf(dashboard)
      .filter(({ gridPos }) => gridPos.x + gridPos.w <= 12)
      .map((left) => {
        const place = { ...left.gridPos, x: left.gridPos.x + 12 };
        return [
          left,
          panelsOf(dashboard).find(({ gridPos }) => JSON.stringify(gridPos) === JSON.stringify(place)),
        ];
      });
  const visible = (panel: PanelModel) =>
    (panel.targets ?? []).filter((target) => !isInvisible(panel, target)).map(({ expr }) => expr);
  const invisible = (panel: PanelModel) =>
    (panel.targets ?? []).filter((target) => isInvisible(panel, target)).map(({ expr }) => expr);
  const toTheOther = (expr: string) =>
    expr.replaceAll('architecture="request-response"', 'architecture="event-driven"');
  const [sideBySide] = COMMITTED;

  test('Side by side: every panel has a mirror image of its size; few show different things', () => {
    const pairs = halves(sideBySide!);
    expect(pairs.every(([, right]) => right !== undefined)).toBe(true);
    expect(pairs.length * 2 + 1).toBe(panelsOf(sideBySide!).length);
    const unlike = pairs.filter(([left, right]) => left.title !== right?.title);
    expect(unlike.map(([left, right]) => [left.title, right?.title])).toEqual([
      ['Request-response', 'Event-driven'],
      ['Circuit breakers', 'Consumer lag'],
      ['Repeated calls a second', 'Outbox: rows not yet published'],
    ]);
  });

  test.each(each)('%s: panels of the same title ask the same, on the same scale', (_title, dashboard) => {
    for (const [left, right] of halves(dashboard)) {
      if (right === undefined || right.title !== left.title) continue;
      expect(right.type).toBe(left.type);
      expect(right.description).toBe(left.description);
      expect(right.fieldConfig?.defaults).toEqual(left.fieldConfig?.defaults);
      expect(visible(right)).toEqual(visible(left).map(toTheOther));
      if (left.type !== 'timeseries' || left.fieldConfig?.defaults.max !== undefined) continue;
      expect(invisible(left)).toEqual(visible(right));
      expect(invisible(right)).toEqual(visible(left));
    }
  });

  test('a fault of one kitchen is no band behind the other', () => {
    const [left, right] = [0, 12].map((x) =>
      askingPanelsOf(sideBySide!)
        .filter(({ gridPos }) => gridPos.x >= x && gridPos.x < x + 12)
        .map(({ id }) => id),
    );
    for (const { filter, target } of sideBySide!.annotations.list) {
      expect(filter.ids).toEqual(target.expr.includes('"request-response"') ? left : right);
    }
  });
});
