/** `./lab chaos`: breaks something in a kitchen that `./lab up` has opened, and heals it. */
import { join } from 'node:path';
import type { Command } from 'commander';
import { LONGEST_SECONDS } from '../chaos/messages.ts';
import { EXIT, LabError } from '../errors.ts';
import { FAULTS } from '../faults/faults.ts';
import { whyNot, whyNotByHand } from '../faults/possible.ts';
import { LAB_FOLDER } from '../places.ts';
import { FAULT_NAMES, type FaultName } from '../scenarios/scenario.ts';
import { targetText } from '../scenarios/target.ts';
import { parseSetting, type Settings } from './input/settings.ts';
import { parseTarget, type TargetInKitchen } from './input/target.ts';
import { oneOf, secondsBetween } from './input/values.ts';
import { interruptible } from './terminal/interrupt.ts';
import { print } from './terminal/output.ts';

const USUALLY_SECONDS = 10;

type Options = { for: number; with: Settings };

export function addChaos(program: Command): void {
  program
    .command('chaos')
    .summary('break something in a kitchen that is open, and heal it')
    .description(
      'Does a fault to a role of a kitchen that `./lab up` has opened in another terminal, proves from outside that it is in force, and heals it: after its time, and at Ctrl-C of either.',
    )
    .argument('<fault>', `one of: ${FAULT_NAMES.join(', ')}`, oneOf('fault', FAULT_NAMES))
    .argument(
      '<target>',
      'a kitchen and what is broken in it: a role (rr/payments), one of its instances (rr/payments@2), the way to another (rr/payments:bank) or to one of its instances (rr/orders:payments@2), or all services (rr/services)',
      parseTarget,
    )
    .option(
      '--for <time>',
      `how long, 1s to ${LONGEST_SECONDS}s`,
      secondsBetween('--for', 1, LONGEST_SECONDS),
      USUALLY_SECONDS,
    )
    .option('--with <name=value>', 'how it is done; see ./lab list', parseSetting, {})
    .addHelpText(
      'after',
      '\nExamples:\n  ./lab chaos kill rr/payments --for 10s\n  ./lab chaos bank-slow ed/bank --with latencyMs=2000 --for 60s',
    )
    .action(chaos);
}

async function chaos(fault: FaultName, { side, target }: TargetInKitchen, options: Options): Promise<void> {
  const { for: forSeconds, with: settings } = options;
  const impossible =
    whyNot(fault, FAULTS[fault], { target, side, with: settings }) ?? whyNotByHand(fault, target);
  if (impossible !== undefined) throw new LabError(EXIT.usage, impossible);
  const { askForChaos } = await import('../chaos/ask.ts');
  await interruptible((signal) =>
    askForChaos(
      join(LAB_FOLDER, 'up'),
      side,
      { fault, ...target, with: settings, forSeconds },
      {
        signal,
        tell(answer) {
          if ('inForce' in answer) {
            print(
              [`${fault} ${side}/${targetText(target)}, for ${forSeconds} s:`, ...answer.inForce].join(
                '\n  ',
              ),
            );
          } else if ('over' in answer) print(['over:', ...answer.over].join('\n  '));
        },
      },
    ),
  );
}
