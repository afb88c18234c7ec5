/** `./lab list`: what there is to choose from. */
import type { Command } from 'commander';
import { BUCKETS, HARMFUL_BUCKETS } from '../audit/verdict.ts';
import { SCENARIOS } from '../scenarios/scenarios.ts';
import { SYSTEMS } from '../systems.ts';
import { print, printJson, table } from './terminal/output.ts';
