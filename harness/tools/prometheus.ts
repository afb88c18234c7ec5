/** Prometheus: PROMETHEUS_HOME, else the PATH. Its checker promtool lies beside it. */
import { join } from 'node:path';
import { askVersion, findOnPath, isAtLeast, parseVersion } from './executables.ts';
import type { Tool } from './tool.ts';

/** The first that takes OTLP and remote write as it is used here, and whose rates are counted the same way. */
const OLDEST = [3];

export const PROMETHEUS: Tool = {
  title: 'Prometheus',
  neededOnlyBy: '--observe',
  ways: [
    'unpack a release of Prometheus 3 and set PROMETHEUS_HOME to its folder (https://prometheus.io/download/)',
    'install it so that `prometheus` is on the PATH',
  ],
  async find({ environment }) {
    const home = environment.PROMETHEUS_HOME;
    const pointedAt = home !== undefined && home !== '';
    const path = pointedAt ? join(home, 'prometheus') : findOnPath('prometheus', environment.PATH);
    if (path === undefined) return undefined;
    const answer = await askVersion(path, '--version');
    const version = parseVersion(/version ([\d.]+)/.exec(answer ?? '')?.[1] ?? '');
    if (version === undefined) return { problem: `${path} can not be run`, pointedAt };
    const text = version.join('.');
    if (!isAtLeast(version, OLDEST))
      return { problem: `${path} is Prometheus ${text}, and 3.x is needed`, pointedAt };
    return { path, version: text, from: pointedAt ? 'PROMETHEUS_HOME' : 'PATH' };
  },
};
