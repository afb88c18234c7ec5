/**
 * The `docker` command line, the one thing by which the lab drives containers (docs/decisions/0010): it knows where the
 * engine is (contexts, DOCKER_HOST), and every line of it can be typed again by hand.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { EXIT, LabError } from '../../errors.ts';
import { dockerProblem } from './problems.ts';

const execute = promisify(execFile);
const MOST_OUTPUT_BYTES = 16 * 1024 * 1024;
const KEPT_LINES = 15;
const TIMEOUT_MS = 60_000;

export type Docker = {
  /** The program, and the whole environment that it is run with. */
  readonly program: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /**
   * Runs `docker` with these arguments to its end.
   * @returns its standard output
   * @throws {DockerError} 69 with one sentence on what is wrong, and its last lines
   */
  run(args: readonly string[], options?: DockerOptions): Promise<string>;
};

export type DockerOptions = {
  timeoutMs?: number;
  signal?: AbortSignal;
  environment?: Readonly<Record<string, string>>;
};

export function dockerClient(program: string, given: Readonly<Record<string, string | undefined>>): Docker {
  // No hints, no colours, no bars: what it writes is read by a program, or told in an error.
  const quiet = { DOCKER_CLI_HINTS: 'false', BUILDKIT_PROGRESS: 'plain', NO_COLOR: '1' };
  const environment = { ...given, ...quiet };
  return {
    program,
    environment,
    async run(args, options = {}) {
      const { timeoutMs = TIMEOUT_MS, signal } = options;
      try {
        const { stdout } = await execute(program, args, {
          env: { ...environment, ...options.environment },
          timeout: timeoutMs,
          maxBuffer: MOST_OUTPUT_BYTES,
          ...(signal === undefined ? {} : { signal }),
        });
        return stdout;
      } catch (error) {
        signal?.throwIfAborted();
        throw failed(args, timeoutMs, error as ExecError);
      }
    },
  };
}

/** Something that docker did not do, with the ways out. */
export class DockerError extends LabError {
  readonly ways: readonly string[];

  constructor(sentence: string, ways: readonly string[], said: readonly string[], cause: unknown) {
    const told = ways.map((way, index) => `${index === 0 ? 'You can' : 'or'} ${way}.`);
    super(EXIT.unavailable, sentence, { cause, details: [...said, ...told] });
    this.name = 'DockerError';
    this.ways = ways;
  }
}

type ExecError = Error & { stderr?: string; killed?: boolean; code?: number | string };

function failed(args: readonly string[], timeoutMs: number, error: ExecError): DockerError {
  const said = error.stderr ?? '';
  const how = error.killed ? `took longer than ${timeoutMs / 1000} s` : `ended with code ${error.code}`;
  const problem = dockerProblem(said);
  const lines = said.split('\n').filter((line) => line.trim() !== '');
  const sentence = problem?.sentence ?? `\`docker ${args.slice(0, 2).join(' ')}\` ${how}.`;
  return new DockerError(sentence, problem?.ways ?? [], lines.slice(-KEPT_LINES), error);
}
