import { stripVTControlCharacters } from 'node:util';

/** Text from a run is data: no control character of it reaches the terminal. */
export const plain = (text: string): string => stripVTControlCharacters(text).replace(/\p{Cc}/gu, ' ');

/** Lines no longer than this, broken at spaces, and inside of a word only where the word is longer than a line. */
export function wrap(text: string, widest: number): string[] {
  const width = Math.max(1, widest);
  const lines: string[] = [];
  let line = '';
  for (const word of plain(text).split(/[ \t\n]+/)) {
    let rest = word;
    if (line !== '' && line.length + 1 + rest.length > width) {
      lines.push(line);
      line = '';
    }
    while (rest.length > width) {
      lines.push(rest.slice(0, width));
      rest = rest.slice(width);
    }
    line = line === '' ? rest : `${line} ${rest}`;
  }
  return [...lines, line].map((each) => each.replaceAll('\u00a0', ' '));
}
