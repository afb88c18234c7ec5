/** What is wrong with a value, as one sentence that says what would be right. */
import { z } from 'zod';
import { nearest } from '../../commands/input/suggest.ts';
import type { Path, Source } from './source.ts';

/** The value as the schema wants it. @throws {LabError} 64 for the first mistake */
export function checked<Schema extends z.ZodType>(schema: Schema, source: Source): z.output<Schema> {
  const parsed = schema.safeParse(source.value);
  if (parsed.success) return parsed.data;
  // A typo in a name makes it unknown, and what it was meant to be missing: the typo is what helps.
  const { issues } = parsed.error;
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0]!;
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0]!;
    throw source.mistake([...issue.path, key], unknownKey(key, keysAt(schema, issue.path)), 'key');
  }
  const value = at(source.value, issue.path);
  throw source.mistake(issue.path, sentenceOf(issue, value));
}

function unknownKey(key: string, known: readonly string[]): string {
  const guess = nearest(key, known);
  return guess === null
    ? `there is no "${key}" here. There are: ${known.join(', ')}.`
    : `there is no "${key}". Did you mean "${guess}"?`;
}

function sentenceOf(issue: z.core.$ZodIssue, value: unknown): string {
  const what = nameOf(issue.path);
  if (value === undefined) return `${what} is missing.`;
  const told = JSON.stringify(value).slice(0, 60);
  switch (issue.code) {
    case 'invalid_type':
      return `${what} must be ${TYPES[issue.expected] ?? issue.expected}, not ${told}.`;
    case 'invalid_value':
      return notAmong(issue.path, value, issue.values.map(String));
    case 'too_small':
      return `${what} must be at least ${issue.minimum}${ofItems(value)}, not ${told}.`;
    case 'too_big':
      return `${what} must be at most ${issue.maximum}${ofItems(value)}, not ${told}.`;
    default:
      return `${what} ${issue.message}, not ${told}.`;
  }
}

/** A list longer than this is no help; `./lab list --json` has what there is. */
const MOST_NAMES = 12;

function notAmong(path: Path, value: unknown, names: readonly string[]): string {
  const told = typeof value === 'string' ? value : JSON.stringify(value);
  const guess = nearest(told, names);
  const hint = guess === null ? '' : ` Did you mean "${guess}"?`;
  const all = names.length > MOST_NAMES && guess !== null ? '' : ` There are: ${names.join(', ')}.`;
  return `${nameOf(path)} can not be "${told}".${hint}${all}`;
}

const TYPES: Record<string, string> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list of two',
  object: 'a set of names and values',
  record: 'a set of names and values',
};

const ofItems = (value: unknown): string => (typeof value === 'number' ? '' : ' long');
/** `"fault"` of `faults.0.fault`; of an item of a list the list's name. Line and column say the rest. */
const nameOf = (path: Path): string =>
  path.length === 0 ? 'the file' : `"${String(path.findLast((part) => typeof part === 'string'))}"`;

function at(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((inner, part) => (inner as Record<PropertyKey, unknown> | null)?.[part], value);
}

/** The names that an object has at this place of a schema. */
function keysAt(schema: z.ZodType, path: Path): string[] {
  let inner: unknown = schema;
  for (const part of [...path, undefined]) {
    while (
      inner instanceof z.ZodOptional ||
      inner instanceof z.ZodDefault ||
      inner instanceof z.ZodPrefault
    ) {
      inner = inner.unwrap();
    }
    if (part === undefined) break;
    if (inner instanceof z.ZodObject) inner = inner.shape[String(part)];
    else if (inner instanceof z.ZodArray) inner = inner.element;
    else return [];
  }
  return inner instanceof z.ZodObject ? Object.keys(inner.shape) : [];
}
