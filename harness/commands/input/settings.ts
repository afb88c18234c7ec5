/** `--with latencyMs=200`: how a fault is done; may be given several times. */
import { EXIT, LabError } from '../../errors.ts';

export type Settings = Readonly<Record<string, string | number | boolean>>;

export function parseSetting(text: string, before: Settings): Settings {
  const [, name, value] = /^([a-zA-Z]+)=(.+)$/.exec(text) ?? [];
  if (name === undefined || value === undefined) {
    throw new LabError(EXIT.usage, `--with takes a name and a value, like latencyMs=200, and not "${text}".`);
  }
  return { ...before, [name]: readValue(value) };
}

function readValue(text: string): string | number | boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  return /^\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}
