import { stripVTControlCharacters } from 'node:util';

/** Text from a run is data: no control character of it reaches the terminal. */
export const plain = (text: string): string => stripVTControlCharacters(text).replace(/\p{Cc}/gu, ' ');
