/** For tests: a folder laid out as a release of Grafana, with the fake one in it. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** @returns its program */
export function makeGrafanaHome(folder: string): string {
  mkdirSync(join(folder, 'bin'), { recursive: true });
  mkdirSync(join(folder, 'conf'));
  mkdirSync(join(folder, 'data', 'plugins-bundled'), { recursive: true });
  writeFileSync(join(folder, 'conf', 'defaults.ini'), '');
  const program = join(folder, 'bin', 'grafana');
  const fake = join(import.meta.dirname, 'fake-grafana.ts');
  const script = `#!/bin/sh\n[ "$1" = --version ] && echo 'grafana version 13.2.3' && exit\nexec '${process.execPath}' '${fake}' "$@"\n`;
  writeFileSync(program, script, { mode: 0o755 });
  return program;
}
