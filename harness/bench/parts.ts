/** All parts of the benchmark, by name. */

import type { BenchPart, PartName } from './part.ts';
import { audit } from './parts/audit/audit.ts';
import { cost } from './parts/cost.ts';
import { drain } from './parts/drain.ts';
import { knee } from './parts/knee.ts';
import { servers } from './parts/servers.ts';
import { start } from './parts/start.ts';
import { wall } from './parts/wall.ts';
import { yardstick } from './parts/yardstick.ts';

export const PARTS: Readonly<Record<PartName, BenchPart>> = {
  yardstick,
  servers,
  start,
  cost,
  knee,
  drain,
  wall,
  audit,
};
