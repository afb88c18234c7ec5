/** The menu: what can be ordered, at what price, and how many portions the kitchen starts with. */

export type MenuItem = { sku: string; name: string; priceCents: number; initialPortions: number };

/** Portions are plentiful except for one dish, so that "out of stock" really happens in every run. */
const PLENTY = 10_000_000;

export const MENU: readonly MenuItem[] = [
  { sku: 'croissant', name: 'Butter croissant', priceCents: 280, initialPortions: PLENTY },
  { sku: 'porridge', name: 'Oat porridge with berries', priceCents: 650, initialPortions: PLENTY },
  { sku: 'omelette', name: 'Herb omelette', priceCents: 890, initialPortions: PLENTY },
  { sku: 'pancakes', name: 'Buckwheat pancakes', priceCents: 980, initialPortions: PLENTY },
  { sku: 'granola', name: 'Granola & yoghurt', priceCents: 720, initialPortions: PLENTY },
  { sku: 'shakshuka', name: 'Shakshuka', priceCents: 1150, initialPortions: PLENTY },
  { sku: 'espresso', name: 'Espresso', priceCents: 250, initialPortions: PLENTY },
  { sku: 'juice', name: 'Orange juice', priceCents: 420, initialPortions: PLENTY },
  { sku: 'truffle-toast', name: 'Truffle toast', priceCents: 1900, initialPortions: 10 },
];

const bySku = new Map(MENU.map((item) => [item.sku, item]));

export const menuItem = (sku: string): MenuItem | undefined => bySku.get(sku);
