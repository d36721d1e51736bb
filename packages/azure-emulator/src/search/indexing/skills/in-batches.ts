/**
 * Works on items some at a time, and on some such batches at once.
 *
 * @returns What became of each item, in their order.
 */
export async function inBatches<Item, Result>(
  items: readonly Item[],
  { size, parallel }: { readonly size: number; readonly parallel: number },
  work: (batch: readonly Item[]) => Promise<readonly Result[]>,
): Promise<readonly Result[]> {
  const starts = Array.from({ length: Math.ceil(items.length / size) }, (_, index) => index * size);
  const results: (readonly Result[])[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < starts.length; index = next++) {
      const start = starts[index] ?? 0;
      // oxlint-disable-next-line no-await-in-loop -- only so many at once
      results[index] = await work(items.slice(start, start + size));
    }
  };
  await Promise.all(Array.from({ length: Math.min(parallel, starts.length) }, worker));
  return results.flat();
}
