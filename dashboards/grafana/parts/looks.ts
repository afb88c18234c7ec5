/**
 * How a line looks, by what it stands for: the same colours and dashes as in the report (harness/report/browser/ink.css and
 * keys.css), and the same on every dashboard. Colour is never alone: lines that the colour-blind may mix up differ in their dashes.
 */
export type Look = { colour: string; dashes: readonly number[]; width: number };

const look = (colour: string, dashes: readonly number[] = [], width = 2): Look => ({ colour, dashes, width });

/** What becomes of orders. */
export const FATES = {
  offered: look('#80858f', [1.5, 3], 1.5),
  accepted: look('#0072b2', [7, 4], 2.5),
  completed: look('#007a5a'),
  refused: look('#c04a00', [10, 3, 2, 3], 2.25),
  undecided: look('#7a3fa0'),
  harm: look('#9d1535', [4, 4]),
};

/** Parts of a kitchen, and what stands around it. The report groups gateway, customers and bank. */
export const PARTS = {
  gateway: look('#595d66', [5, 5]),
  orders: look('#4b3fb5', [2, 3]),
  stock: look('#6c6d00', [8, 3]),
  payments: look('#8b1e5a'),
  delivery: look('#96580a', [9, 3, 2, 3]),
  customers: look('#007a8a', [3, 3, 9, 3]),
  bank: look('#1a1c21', [12, 4]),
  postgres: look('#2f5d94', [6, 2]),
  kafka: look('#7c3c2c', [9, 2, 2, 2, 2, 2]),
  load: look('#80858f', [1, 5]),
  harness: look('#80858f', [14, 6]),
  observatory: look('#80858f', [4, 8]),
};

/** For numbers that are neither: the middle of something, and its edge. */
export const PLAIN = {
  middle: look('#1a1c21'),
  edge: look('#595d66', [6, 4]),
  limit: look('#9d1535', [2, 4], 1.5),
};

export const LOOKS = { ...FATES, ...PARTS, ...PLAIN };
export type LookName = keyof typeof LOOKS;

/** States are boxes with their name in them; what is as it should be is pale. */
export const STATES = {
  breaker: [
    { value: 0, text: 'closed', colour: '#dfdcd3' },
    { value: 1, text: 'half open', colour: '#ff9050' },
    { value: 2, text: 'open', colour: '#c04a00' },
  ],
  up: [
    { value: 0, text: 'down', colour: '#9d1535' },
    { value: 1, text: 'up', colour: '#dfdcd3' },
  ],
  fault: [
    { value: 0, text: 'healed', colour: '#dfdcd3' },
    { value: 1, text: 'in force', colour: '#d55e00' },
  ],
} as const;
export type StateName = keyof typeof STATES;
