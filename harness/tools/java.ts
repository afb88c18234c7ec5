/** Java, which Kafka runs on: JAVA_HOME, else the PATH. */
import { join } from 'node:path';
import { askVersion, findOnPath, isAtLeast, parseVersion } from './executables.ts';
import type { Tool } from './tool.ts';

const OLDEST = [17];

export const JAVA: Tool = {
  title: 'Java',
  ways: ['install Java 17 or newer, e.g. `apt install openjdk-17-jre-headless`', 'set JAVA_HOME to one'],
  async find({ environment }) {
    const home = environment.JAVA_HOME;
    const pointedAt = home !== undefined && home !== '';
    const path = pointedAt ? join(home, 'bin/java') : findOnPath('java', environment.PATH);
    if (path === undefined) return undefined;
    const answer = await askVersion(path, '-version');
    const version = parseVersion(/version "([^"]+)"/.exec(answer ?? '')?.[1] ?? '');
    if (version === undefined) return { problem: `${path} can not be run`, pointedAt };
    const text = version.join('.');
    if (!isAtLeast(version, OLDEST))
      return { problem: `${path} is Java ${text}, and 17 or newer is needed`, pointedAt };
    return { path, version: text, from: pointedAt ? 'JAVA_HOME' : 'PATH' };
  },
};
