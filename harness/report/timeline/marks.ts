/** Phases and faults as stretches of the time axis, and the moments worth naming: the same behind every chart. */
import type { SideVerdict, Verdict } from '../../audit/verdict.ts';
import { FAULTS } from '../../faults/faults.ts';
import { offset } from '../numbers.ts';
import { lengthMs, zeroOf } from './axis.ts';

export type Stretch = {
  kind: 'warm-up' | 'baseline' | 'fault' | 'heal' | 'recovery' | 'drain';
  label: string;
  fromMs: number;
  toMs: number;
  /** A fault's own colour. */
  colour: string | null;
};
export type Moment = { label: string; atMs: number };

type FaultOnSide = Verdict['faults'][number];

const faultsOn = (verdict: Verdict, side: SideVerdict): FaultOnSide[] =>
  verdict.faults.filter((fault) => fault.side === side.side);

/** A verdict from another version may name a fault that is not known here. */
const FALLBACK = { title: 'broken', colour: '#d55e00' };
const known = (name: string): { title: string; colour: string } =>
  Object.entries(FAULTS).find(([fault]) => fault === name)?.[1] ?? FALLBACK;

/** Phases first, then the faults that lie on top of them. What took no time is left out. Times are relative to the fault. */
export function stretchesOf(verdict: Verdict, side: SideVerdict): Stretch[] {
  const zero = zeroOf(side);
  const start = side.timeline.startMs - zero;
  const end = start + lengthMs(side);
  const at = (epochMs: number | null | undefined, otherwise: number) =>
    epochMs == null ? otherwise : Math.min(end, Math.max(start, epochMs - zero));
  const { phases } = side;
  const faults = faultsOn(verdict, side);
  const baseline = at(phases.baselineStartMs, start);
  const windowEnd = at(phases.faultEndMs, 0);
  const healed = Math.max(windowEnd, ...faults.map((fault) => at(fault.healedAtMs, end)));
  const loadEnd = Math.max(healed, at(phases.loadEndMs, end));
  const phase = (kind: Stretch['kind'], label: string, fromMs: number, toMs: number): Stretch => ({
    kind,
    label,
    fromMs,
    toMs,
    colour: null,
  });
  return [
    phase('warm-up', 'warm-up', start, baseline),
    phase('baseline', 'baseline', baseline, 0),
    phase('baseline', faults.length === 0 ? 'nothing broken' : '', 0, healed),
    phase('recovery', 'recovery', healed, loadEnd),
    phase('drain', 'drain', loadEnd, end),
    ...faults.flatMap((fault): Stretch[] => {
      const { title, colour } = known(fault.fault);
      const landed = at(fault.landedAtMs ?? fault.injectedAtMs, 0);
      const healStarts = Math.max(landed, at(fault.healStartedAtMs, end));
      return [
        { kind: 'fault', label: `${fault.role} ${title}`, fromMs: landed, toMs: healStarts, colour },
        { kind: 'heal', label: 'heal', fromMs: healStarts, toMs: at(fault.healedAtMs, end), colour },
      ];
    }),
  ].filter((stretch) => stretch.toMs > stretch.fromMs);
}

/** The same moments in words and numbers, for the line above the charts. */
export function momentsOf(verdict: Verdict, side: SideVerdict): Moment[] {
  const zero = zeroOf(side);
  const { phases } = side;
  const candidates: [string, number | null | undefined][] = [
    ...faultsOn(verdict, side).flatMap((fault): [string, number | null | undefined][] => [
      [`${fault.role} ${known(fault.fault).title}`, fault.landedAtMs],
      ['heal starts', fault.healStartedAtMs],
      [`${fault.role} healed`, fault.healedAtMs],
    ]),
    ['load ends', phases.loadEndMs],
    ['drain ends', phases.drainEndMs],
  ];
  return candidates.flatMap(([label, at]) => (at == null ? [] : [{ label, atMs: at - zero }]));
}

export const momentInWords = ({ label, atMs }: Moment): string => `${label} ${offset(atMs)}`;
