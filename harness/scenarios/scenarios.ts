/** All scenarios that can be chosen; the first is the default. */
import { calm } from './calm.ts';
import type { ScenarioDefinition } from './definition.ts';
import { paymentsOutage } from './payments-outage.ts';
import { randomKills } from './random-kills.ts';

export const SCENARIOS: readonly ScenarioDefinition[] = [paymentsOutage, calm, randomKills];
