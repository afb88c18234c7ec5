/** The bank says no to cards that are good. */
import { bankFault } from './share.ts';

export const bankDeclines = bankFault({
  title: 'declines',
  words: () => 'the bank declining charges',
  does: 'the bank declines charges to cards that are good',
  colour: '#56b4e9',
  ill: 'declineRate',
  strikes: 'declined',
  told: 'were declined',
});
