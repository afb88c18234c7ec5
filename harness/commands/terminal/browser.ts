/** Opens a report in the user's browser. Not being able to is worth a line, and no failure. */
import { spawn } from 'node:child_process';

const OPENERS: Partial<Record<NodeJS.Platform, string>> = { darwin: 'open', linux: 'xdg-open' };

export async function openReport(file: string): Promise<void> {
  const opener = OPENERS[process.platform];
  if (opener === undefined || !(await start(opener, file))) {
    process.stderr.write(`lab: No browser could be opened from here: open ${file} yourself.\n`);
  }
}

function start(opener: string, file: string): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(opener, [file], { stdio: 'ignore', detached: true });
    child.once('error', () => resolve(false));
    child.once('spawn', () => {
      child.unref();
      resolve(true);
    });
  });
}
