/** Outgoing calls, and what guards them. A line is named `caller → target` and looks like its target. */
import type { Kitchen } from '../parts/kitchens.ts';
import { type BarsPanel, bars, type LinesPanel, lines, type StatesPanel, states } from '../parts/panels.ts';
import { quantile, rate, ratePart, timesShown } from '../parts/promql.ts';
import { LATENCY_SCALE } from './orders.ts';

const CALL = '{{service}} → {{target}}';
const CALLS = 'http_client_request_duration_seconds';
/** A call that an open circuit refused went nowhere, and took no time. */
const ATTEMPTED = ',outcome!="circuit_open"';

/** `more`: further matchers, as PromQL writes them. */
export const breakers = ({ own }: Kitchen, more = ''): StatesPanel =>
  states({
    title: 'Circuit breakers',
    look: 'Open means that calls are refused at once, without trying. After a second one call is let through (half open): whether it works decides. One that flickers meets a target that is still ill.',
    states: 'breaker',
    nothing: 'no circuit breakers here',
    lines: [{ name: CALL, expr: `max by (service, target) (circuit_breaker_state{${own}${more}})` }],
  });

export const openings = ({ own }: Kitchen): BarsPanel =>
  bars({
    title: 'Circuits opened and closed',
    look: 'Whose target failed, and how often the circuit was tried and opened again. Half open much more often than closed: it was tried in vain.',
    unit: 'times',
    lines: [
      {
        name: `${CALL}: {{to}}`,
        expr: timesShown('service, target, to', `circuit_breaker_transitions_total{${own}}`),
      },
    ],
  });

export const retries = ({ own }: Kitchen, more = ''): LinesPanel =>
  lines({
    title: 'Repeated calls a second',
    look: 'Attempts after the first. A short peak hides a hiccup from the customer; a plateau keeps a struggling target down. There is a budget for them.',
    unit: 'perSecond',
    lines: [
      {
        name: CALL,
        expr: `sum by (service, target) (${rate(`http_client_retries_total{${own}${more}}`)})`,
      },
    ],
  });

export const attempts = ({ own }: Kitchen, more = ''): LinesPanel =>
  lines({
    title: 'Attempts a second, by hop',
    look: 'One order is one call on each hop: a hop that is far above its neighbours repeats, one far below is cut off by its breaker.',
    unit: 'perSecond',
    lines: [
      { name: CALL, expr: `sum by (service, target) (${rate(`${CALLS}_count{${own}${more}${ATTEMPTED}}`)})` },
    ],
  });

export const attemptLatency = ({ own }: Kitchen, more = ''): LinesPanel =>
  lines({
    title: 'Time of one call, by hop, 95th percentile',
    look: 'Where the time goes. A hop holds the time of all hops behind it: look for the last one that is slow. The scale is logarithmic.',
    unit: 'seconds',
    scale: LATENCY_SCALE,
    lines: [{ name: CALL, expr: quantile(0.95, CALLS, `${own}${more}${ATTEMPTED}`, 'service', 'target') }],
  });

export const failedShare = ({ own }: Kitchen, more = ''): LinesPanel =>
  lines({
    title: 'Failed calls, by hop',
    look: 'The share of calls without a proper answer, those that an open circuit refused included; a no from a service that is up is a proper one. The hop that fails first is near the cause; those before it only pass the bad news on.',
    unit: 'share',
    scale: { min: 0, max: 1 },
    lines: [
      {
        name: CALL,
        expr:
          ratePart(`${CALLS}_count`, `${own}${more}`, 'outcome!~"ok|client_error"', 'service', 'target') +
          ` / (sum by (service, target) (${rate(`${CALLS}_count{${own}${more}}`)}) > 0)`,
      },
    ],
  });

export const outcomes = ({ own }: Kitchen, more = ''): BarsPanel =>
  bars({
    title: 'How calls ended',
    look: 'Ok, or in which way not: client_error is a no from a service that is up; unreachable is a dead one, timeout a slow one; circuit_open was not even tried.',
    unit: 'times',
    lines: [
      {
        name: `${CALL}: {{outcome}}`,
        expr: timesShown('service, target, outcome', `${CALLS}_count{${own}${more}}`),
      },
    ],
  });
