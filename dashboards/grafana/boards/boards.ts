/** All dashboards, in the order of a visit. */
import type { Dashboard } from '../drawing/dashboard.ts';
import { eventDriven } from './event-driven.ts';
import { oneService } from './one-service.ts';
import { requestResponse } from './request-response.ts';
import { sideBySide } from './side-by-side.ts';
import { theLab } from './the-lab.ts';

export const DASHBOARDS: readonly Dashboard[] = [
  sideBySide,
  requestResponse,
  eventDriven,
  oneService,
  theLab,
];
