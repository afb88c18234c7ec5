import { describe, expect, test } from '@jest/globals';
import { faultsOf, otlpRequest, usesOf } from './lab-metrics.ts';

const SAMPLE = {
  atMs: 5_000,
  cpuMs: { orders: 1_500, load: 20 },
  rssBytes: { orders: 90_000_000, load: 10 },
  machine: { busyMs: 7_000, stolenMs: 10, totalMs: 9_000 },
};

describe('what roles use', () => {
  test('a sample: CPU in seconds and memory in bytes, by role and architecture', () => {
    const [cpu, memory] = usesOf('ed', SAMPLE);
    const labels = { role: 'orders', architecture: 'event-driven' };
    expect(cpu).toMatchObject({ name: 'lab_role_cpu_seconds_total', kind: 'counter' });
    expect(cpu!.points).toContainEqual({ labels, value: 1.5 });
    expect(memory).toMatchObject({ name: 'lab_role_memory_bytes', kind: 'gauge' });
    expect(memory!.points).toContainEqual({ labels, value: 90_000_000 });
  });

  test('all instances of a role are added up', () => {
    const cpuMs = { payments: 1_000, 'payments@2': 500 };
    const [cpu] = usesOf('rr', { ...SAMPLE, cpuMs });
    expect(cpu!.points.map(({ labels: { role }, value }) => [role, value])).toEqual([['payments', 1.5]]);
  });

  test('the machine: counters of its own, of no architecture', () => {
    const busy = usesOf('rr', SAMPLE).find(({ name }) => name === 'lab_machine_cpu_busy_seconds_total');
    expect(busy?.points).toEqual([{ labels: {}, value: 7 }]);
  });
});

describe('faults', () => {
  const kill = { fault: 'kill', role: 'payments' };
  const slow = { fault: 'bank-slow', role: 'bank' };

  test('before, while and after it is in force: 0, 1, 0, and the others stay 0', () => {
    const valuesWhile = (inForce: (typeof kill)[]) =>
      faultsOf('rr', [kill, slow], inForce).points.map(({ value }) => value);
    expect([valuesWhile([]), valuesWhile([kill]), valuesWhile([])]).toEqual([
      [0, 0],
      [1, 0],
      [0, 0],
    ]);
  });

  test('labels: fault, role and architecture', () => {
    expect(faultsOf('rr', [kill], []).points[0]!.labels).toEqual({
      fault: 'kill',
      role: 'payments',
      architecture: 'request-response',
    });
  });
});

describe('the request', () => {
  test('has the time in nanoseconds, as a string that no number could hold', () => {
    const atMs = 1_795_261_022_509;
    const request = JSON.stringify(otlpRequest(usesOf('rr', SAMPLE), atMs));
    expect(request).toContain('"timeUnixNano":"1795261022509000000"');
  });

  test('leaves out what has no point', () => {
    expect(JSON.stringify(otlpRequest([faultsOf('rr', [], [])], 0))).not.toContain('lab_fault_active');
  });
});
