/** The bank charges the card, and its answer gets lost: nobody is told. */
import { bankFault } from './share.ts';

export const bankForgetsToAnswer = bankFault({
  title: 'forgets to answer',
  words: () => 'the bank forgetting to answer',
  does: 'the bank carries charges out, and then their answer is lost',
  colour: '#cc79a7',
  ill: 'loseAnswerRate',
  strikes: 'no answer',
  told: 'got no answer',
});
