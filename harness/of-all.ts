/** @throws what the first has thrown, when all have come to an end */
export async function ofAll<Value>(all: readonly Promise<Value>[]): Promise<Value[]> {
  await Promise.allSettled(all);
  return Promise.all(all);
}
