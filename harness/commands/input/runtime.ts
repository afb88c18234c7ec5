/** `--runtime`: where kitchens run. */
import { Option } from 'commander';
import { RUNTIME_NAMES, type RuntimeName } from '../../runtimes/names.ts';
import { oneOf } from './values.ts';

export function runtimeOption(): Option {
  return new Option(
    '--runtime <name>',
    `where kitchens run: ${RUNTIME_NAMES.join(' (processes) or ')} (containers)`,
  )
    .argParser(oneOf('runtime', RUNTIME_NAMES))
    .default('local' satisfies RuntimeName);
}
