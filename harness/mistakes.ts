/** What is wrong with a value that a schema refuses, as one sentence that says what would be right. */
import { z } from 'zod';
import { didYouMean } from './names.ts';

type Path = readonly PropertyKey[];

export type Mistake = {
  path: Path;
  /** What is wrong at that place: the name there, or its value. */
  at: 'key' | 'value';
  sentence: string;
};

/**
 * The mistake that helps most among those for which the schema refused a value.
 * @param whole what the value is as a whole, like `the file`
 */
export function mistakeOf(
  { issues }: z.ZodError,
  { schema, value, whole }: { schema: z.ZodType; value: unknown; whole: string },
): Mistake {
  // A typo in a name makes it unknown, and what it was meant to be missing: the typo is what helps.
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0]!;
  const { path } = issue;
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0]!;
    return { path: [...path, key], at: 'key', sentence: unknownKey(key, keysAt(schema, path)) };
  }
  return { path, at: 'value', sentence: sentenceOf(issue, at(value, path), whole) };
}

function unknownKey(key: string, known: readonly string[]): string {
  const hint = didYouMean(key, known);
  return hint === ''
    ? `there is no "${key}" here. There are: ${known.join(', ')}.`
    : `there is no "${key}".${hint}`;
}

function sentenceOf(issue: z.core.$ZodIssue, value: unknown, whole: string): string {
  const what = issue.path.length === 0 ? whole : nameOf(issue.path);
  if (issue.path.length === 0 && value === null) return `${what} is empty.`;
  if (value === undefined) return `${what} is missing.`;
  const told = inWords(value);
  switch (issue.code) {
    case 'invalid_type':
      return `${what} must be ${TYPES[issue.expected] ?? issue.expected}, not ${told}.`;
    case 'invalid_value':
      return notAmong(what, value, issue.values.map(String));
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

function notAmong(what: string, value: unknown, names: readonly string[]): string {
  const word = typeof value === 'string' ? value : JSON.stringify(value);
  const told = word.length > LONGEST_TOLD ? inWords(value) : `"${word}"`;
  const hint = didYouMean(word, names);
  const all = names.length > MOST_NAMES && hint !== '' ? '' : ` There are: ${names.join(', ')}.`;
  return `${what} can not be ${told}.${hint}${all}`;
}

const LONGEST_TOLD = 60;

/** As it stands there; of what is long, only what it is. */
function inWords(value: unknown): string {
  const text = JSON.stringify(value);
  if (text.length <= LONGEST_TOLD) return text;
  if (typeof value === 'string') return `a text of ${value.length} characters`;
  return Array.isArray(value) ? `a list of ${value.length}` : 'a set of names and values';
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
const nameOf = (path: Path): string => `"${String(path.findLast((part) => typeof part === 'string'))}"`;

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
