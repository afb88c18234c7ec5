/** All faults, by the names that scenarios use. */
import type { FaultName } from '../scenarios/scenario.ts';
import type { Fault } from './fault.ts';
import { kill } from './kill.ts';
import { loadSpike } from './load-spike.ts';
import { retryStorm } from './retry-storm.ts';
import { unreliableBank } from './unreliable-bank.ts';

export const FAULTS: Readonly<Record<FaultName, Fault>> = {
  kill,
  'load-spike': loadSpike,
  'retry-storm': retryStorm,
  'unreliable-bank': unreliableBank,
};
