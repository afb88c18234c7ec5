/** All faults, by the names that scenarios use. */
import type { FaultName } from '../scenarios/scenario.ts';
import { cut } from './cut.ts';
import type { Fault } from './fault.ts';
import { kill } from './kill.ts';
import { slow } from './slow.ts';
import { unreliableBank } from './unreliable-bank.ts';

export const FAULTS: Readonly<Record<FaultName, Fault>> = {
  kill,
  slow,
  cut,
  'unreliable-bank': unreliableBank,
};
