/** Nothing at all: a run that expects it to land must come out invalid. Also where a new fault starts from. */
import type { Fault } from './fault.ts';

export const noop: Fault = {
  title: 'left alone',
  does: 'nothing: it can not be proven, so that a run with it does not count',
  colour: '#cccccc',

  async inject() {
    return {
      async prove() {
        throw new Error('noop does nothing, so that there is nothing to see.');
      },
      heal: async () => ['there was nothing to heal'],
    };
  },
};
