/** Gathers what is handed over one by one within one tick, and handles it at once; one gathering after the other. */

export type Gathering<Item> = {
  /** Settles when the gathering that this item is part of has been handled. */
  add(item: Item): Promise<void>;
  /** Resolves when nothing is being handled, whichever way it ended. */
  settled(): Promise<void>;
};

export function createGathering<Item>(handle: (items: readonly Item[]) => Promise<void>): Gathering<Item> {
  let items: Item[] = [];
  let gathering: Promise<void> | undefined;
  let last: Promise<void> = Promise.resolve();

  function close(): Promise<void> {
    const gathered = items;
    items = [];
    gathering = undefined;
    const mine = last.then(() => handle(gathered));
    last = mine.catch(() => undefined); // those who added hear of it
    return mine;
  }

  return {
    add(item) {
      items.push(item);
      gathering ??= Promise.resolve().then(close);
      return gathering;
    },
    settled: () => last,
  };
}
