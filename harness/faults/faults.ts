/** All faults, by the names that scenarios use, in families; each has a colour of its own (colours.test.ts). */
import type { FaultName } from '../scenarios/scenario.ts';
import type { FaultTarget } from '../scenarios/target.ts';
import { bankDeclines } from './bank/bank-declines.ts';
import { bankErrors } from './bank/bank-errors.ts';
import { bankForgetsToAnswer } from './bank/bank-forgets-to-answer.ts';
import { bankSlow } from './bank/bank-slow.ts';
import type { Doing } from './clash.ts';
import { loadSpike } from './clients/load-spike.ts';
import { retryStorm } from './clients/retry-storm.ts';
import { duplicate } from './events/duplicate.ts';
import { poison } from './events/poison.ts';
import { reorder } from './events/reorder.ts';
import type { Fault } from './fault.ts';
import { cut } from './hops/cut.ts';
import { slow } from './hops/slow.ts';
import { noop } from './noop.ts';
import { brokerKill } from './processes/broker-kill.ts';
import { databaseKill } from './processes/database-kill.ts';
import { kill } from './processes/kill.ts';
import { pause } from './processes/pause.ts';
import { rollingDeploy } from './processes/rolling-deploy.ts';
import { stop } from './processes/stop.ts';

export const FAULT_FAMILIES = {
  processes: {
    ...{ kill, stop, pause, 'rolling-deploy': rollingDeploy },
    ...{ 'broker-kill': brokerKill, 'database-kill': databaseKill, noop },
  },
  hops: { slow, cut },
  bank: {
    'bank-slow': bankSlow,
    'bank-errors': bankErrors,
    'bank-forgets-to-answer': bankForgetsToAnswer,
    'bank-declines': bankDeclines,
  },
  events: { poison, duplicate, reorder },
  clients: { 'load-spike': loadSpike, 'retry-storm': retryStorm },
} as const satisfies Record<string, Readonly<Partial<Record<FaultName, Fault>>>>;

export const FAULTS: Readonly<Record<FaultName, Fault>> = {
  ...FAULT_FAMILIES.processes,
  ...FAULT_FAMILIES.hops,
  ...FAULT_FAMILIES.bank,
  ...FAULT_FAMILIES.events,
  ...FAULT_FAMILIES.clients,
};

/** What is planned, or asked for, as the rule of clash.ts looks at it. */
export const doingOf = <Of extends FaultTarget & { fault: FaultName }>(target: Of): Doing<Of> => ({
  ...{ name: target.fault, fault: FAULTS[target.fault], target },
});
