/** Toxiproxy as a process of this machine, on loopback. */
import type { ProcessProgram } from '../processes/process-program.ts';
import { tailOf } from '../processes/tail.ts';
import type { Hops } from './hops.ts';

/** Else it logs every connection, and each end of one. */
export const TOXIPROXY_ENVIRONMENT = { LOG_LEVEL: 'error' } as const;

export function toxiproxyProgram(options: {
  /** From tools; undefined when nobody has asked for it. */
  program: string | undefined;
  hops: Hops;
  environment: Readonly<Record<string, string>>;
  logFile: string;
}): ProcessProgram {
  const { program, hops, logFile } = options;
  if (program === undefined) throw new Error('hops need toxiproxy');
  return {
    command: async () => ({
      command: program,
      arguments: ['-host=127.0.0.1', `-port=${hops.apiPort}`],
      environment: { ...options.environment, ...TOXIPROXY_ENVIRONMENT },
      logFile,
      folder: '/',
    }),
    ready: ({ exit }) => hops.ready({ exit, tail: (lines) => tailOf(logFile, lines) }),
  };
}
