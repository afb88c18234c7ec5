/**
 * What only the harness knows, as metrics: which faults are in force, and what every role uses. Pure: from samples and
 * faults to the body of an OTLP request in JSON (opentelemetry.io/docs/specs/otlp, "JSON Protobuf Encoding"). Prometheus
 * keeps the names as they are here (dashboards/prometheus/prometheus.yml).
 */
import type { Sample, Side } from '../evidence/records.ts';
import { type RoleInstance, roleOf, SYSTEMS } from '../systems.ts';

type Labels = Readonly<Record<string, string>>;
export type Measure = {
  name: string;
  kind: 'gauge' | 'counter';
  points: readonly { labels: Labels; value: number }[];
};

/** A fault, and what it is done to. */
export type FaultPlace = { fault: string; role: string };

const CUMULATIVE = 2;
const MS_PER_SECOND = 1000;

/** CPU so far and memory now, by role with all its instances, and the machine's CPU. */
export function usesOf(side: Side, { cpuMs, rssBytes, machine }: Sample): Measure[] {
  const byRole = (values: Readonly<Record<string, number>>, unit: number) => {
    const sums = new Map<string, number>();
    for (const [instance, value] of Object.entries(values)) {
      const role = roleOf(instance as RoleInstance);
      sums.set(role, (sums.get(role) ?? 0) + value);
    }
    return [...sums].map(([role, value]) => ({ labels: labelsOf(side, role), value: value / unit }));
  };
  const machineCpu = (name: string, ms: number): Measure => ({
    name: `lab_machine_cpu_${name}_total`,
    kind: 'counter',
    points: [{ labels: {}, value: ms / MS_PER_SECOND }],
  });
  return [
    { name: 'lab_role_cpu_seconds_total', kind: 'counter', points: byRole(cpuMs, MS_PER_SECOND) },
    { name: 'lab_role_memory_bytes', kind: 'gauge', points: byRole(rssBytes, 1) },
    machineCpu('seconds', machine.totalMs),
    machineCpu('busy_seconds', machine.busyMs),
    machineCpu('stolen_seconds', machine.stolenMs),
  ];
}

/** 1 for each fault that is in force, 0 for one that is not, or not any more. */
export function faultsOf(side: Side, known: readonly FaultPlace[], inForce: readonly FaultPlace[]): Measure {
  const points = known.map(({ fault, role }) => ({
    labels: { fault, ...labelsOf(side, role) },
    value: inForce.some((one) => one.fault === fault && one.role === role) ? 1 : 0,
  }));
  return { name: 'lab_fault_active', kind: 'gauge', points };
}

const labelsOf = (side: Side, role: string): Labels => ({ role, architecture: SYSTEMS[side].name });

/** The body of one request with all of them, as seen at one moment. */
export function otlpRequest(measures: readonly Measure[], atMs: number): object {
  const metrics = measures
    .filter(({ points }) => points.length > 0)
    .map(({ name, kind, points }) => {
      const dataPoints = points.map(({ labels, value }) => ({
        timeUnixNano: `${atMs}000000`,
        asDouble: value,
        attributes: attributes(labels),
      }));
      if (kind === 'gauge') return { name, gauge: { dataPoints } };
      return { name, sum: { isMonotonic: true, aggregationTemporality: CUMULATIVE, dataPoints } };
    });
  const resource = { attributes: attributes({ 'service.name': 'lab' }) };
  return { resourceMetrics: [{ resource, scopeMetrics: [{ metrics }] }] };
}

const attributes = (labels: Labels) =>
  Object.entries(labels).map(([key, stringValue]) => ({ key, value: { stringValue } }));
