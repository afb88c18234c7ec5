/** Grafana: GRAFANA_HOME, else the PATH. */
import { join } from 'node:path';
import { askVersion, findOnPath, isAtLeast, parseVersion } from './executables.ts';
import type { Tool } from './tool.ts';

/** The first that reads dashboards as they are written here. */
const OLDEST = [12];

export const GRAFANA: Tool = {
  title: 'Grafana',
  neededOnlyBy: '--observe',
  ways: [
    'unpack a release of Grafana 12 or newer and set GRAFANA_HOME to its folder (https://grafana.com/grafana/download)',
    'install it so that `grafana` is on the PATH',
  ],
  async find({ environment }) {
    const home = environment.GRAFANA_HOME;
    const pointedAt = home !== undefined && home !== '';
    const path = pointedAt ? join(home, 'bin', 'grafana') : findOnPath('grafana', environment.PATH);
    if (path === undefined) return undefined;
    const answer = await askVersion(path, '--version');
    const version = parseVersion(/version v?([\d.]+)/i.exec(answer ?? '')?.[1] ?? '');
    if (version === undefined) return { problem: `${path} can not be run`, pointedAt };
    const text = version.join('.');
    if (!isAtLeast(version, OLDEST))
      return { problem: `${path} is Grafana ${text}, and 12 or newer is needed`, pointedAt };
    return { path, version: text, from: pointedAt ? 'GRAFANA_HOME' : 'PATH' };
  },
};
