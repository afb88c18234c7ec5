/** The command line: one file per command in commands/; every error ends here, as one sentence and an exit code. */
import { createProgram, OVERVIEW } from './commands/program.ts';
import { failureOf, reportFailure } from './commands/terminal/failure.ts';
import { print, tolerateClosedPipe } from './commands/terminal/output.ts';

tolerateClosedPipe(process.stdout);
tolerateClosedPipe(process.stderr);

try {
  // Without a command commander would show the whole help, as an error.
  if (process.argv.length === 2) print(OVERVIEW);
  else await createProgram().parseAsync();
} catch (error) {
  const failure = failureOf(error);
  if (failure !== null) {
    reportFailure(failure, error);
    process.exitCode = failure.exitCode;
  }
}
