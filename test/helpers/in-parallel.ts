import { availableParallelism } from 'node:os'

/** What runs programs waits for them most of the time: somewhat more at once than there are processors. */
const AT_ONCE = availableParallelism() + 1

/** Like Promise.all over a map, a few at a time; results are in the order of the items. */
export async function inParallel<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = []
  const queue = [...items.entries()]
  const worker = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) results[next[0]] = await work(next[1])
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  return results
}
