/** `--instances`: how many there are of each service. */
import { Option } from 'commander';
import { MOST_INSTANCES } from '../../systems.ts';
import { integerBetween } from './values.ts';

export const instancesOption = (unlessSaid: string): Option =>
  new Option(
    '--instances <n>',
    `instances of every service but the gateway and the bank, 1 to ${MOST_INSTANCES} (default: ${unlessSaid})`,
  ).argParser(integerBetween('--instances', 1, MOST_INSTANCES));
