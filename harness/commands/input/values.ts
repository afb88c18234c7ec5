/** Values from the command line, checked before anything starts: one sentence that says what would be right. */
import { EXIT, LabError } from '../../errors.ts';
import { unknownName } from '../../names.ts';

/** Parses a whole number of a range, written in plain digits. */
export function integerBetween(
  option: string,
  least: number,
  most: number,
  unit = '',
): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    const range = `a whole number from ${least} to ${most}${unit === '' ? '' : ` (${unit})`}`;
    throw new LabError(EXIT.usage, `${option} must be ${range}, not "${text}".`);
  };
}

/** Parses a time in whole seconds, `10s` or `10`. */
export function secondsBetween(option: string, least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(/^(\d+)s?$/.exec(text)?.[1]);
    if (value >= least && value <= most) return value;
    throw new LabError(EXIT.usage, `${option} must be a time from ${least}s to ${most}s, not "${text}".`);
  };
}

/** Parses a name that must be one of a known few. `what` is the singular noun, e.g. `scenario`. */
export function oneOf<Name extends string>(what: string, names: readonly Name[]): (text: string) => Name {
  return (text) => {
    const found = names.find((name) => name === text);
    if (found !== undefined) return found;
    throw new LabError(EXIT.usage, unknownName(what, text, names));
  };
}
