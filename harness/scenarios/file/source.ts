/** YAML text as a value, and where in the text each part of it stands: mistakes are told with line and column. */
import { isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { EXIT, LabError } from '../../errors.ts';
import { mistakeOf } from '../../mistakes.ts';

export type Path = readonly PropertyKey[];

export type Source = {
  value: unknown;
  /** A mistake at this place of the text; `key` points at the name there and not at its value. */
  mistake(path: Path, sentence: string, at?: 'key' | 'value'): LabError;
};

/**
 * @param file as the user knows it
 * @throws {LabError} 64 for what is no YAML
 */
export function readSource(text: string, file: string): Source {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const complain = (offset: number, sentence: string): LabError => {
    const { line, col } = lines.linePos(offset);
    const place = `${file}:${Math.max(1, line)}:${Math.max(1, col)}`;
    return new LabError(EXIT.usage, `${place}: ${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}`);
  };
  const [problem] = [...document.errors, ...document.warnings];
  if (problem !== undefined) throw complain(problem.pos[0], `${problem.message.replace(/\.$/, '')}.`);

  /** The deepest part of the path that is there. */
  const offsetOf = (path: Path, at: 'key' | 'value'): number => {
    if (path.length === 0) return document.contents?.range?.[0] ?? 0;
    const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
    if (at === 'key' && isMap(parent)) {
      const pair = parent.items.find(({ key }) => isScalar(key) && key.value === path.at(-1));
      if (isScalar(pair?.key)) return pair.key.range?.[0] ?? 0;
    }
    const node = document.getIn(path, true);
    return isNode(node) ? (node.range?.[0] ?? 0) : offsetOf(path.slice(0, -1), at);
  };
  return {
    value: readValue(document, complain),
    mistake: (path, sentence, at = 'value') => complain(offsetOf(path, at), sentence),
  };
}

/** The value as the schema wants it. @throws {LabError} 64 for the first mistake */
export function checked<Schema extends z.ZodType>(schema: Schema, source: Source): z.output<Schema> {
  const { value } = source;
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const { path, sentence, at } = mistakeOf(parsed.error, { schema, value, whole: 'the file' });
  throw source.mistake(path, sentence, at);
}

function readValue(
  document: ReturnType<typeof parseDocument>,
  complain: (offset: number, sentence: string) => LabError,
): unknown {
  try {
    return document.toJS();
  } catch (error) {
    // Aliases that grow without end, or name nothing.
    throw complain(0, `It can not be read: ${(error as Error).message}.`);
  }
}
