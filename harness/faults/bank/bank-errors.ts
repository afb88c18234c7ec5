/** The bank answers 500, and has done nothing. */
import { bankFault } from './share.ts';

export const bankErrors = bankFault({
  title: 'fails',
  words: () => 'the bank failing',
  does: 'the bank answers charges with 500, and has charged nothing',
  colour: '#0072b2',
  ill: 'failRate',
  strikes: 'failed',
  told: 'failed',
});
