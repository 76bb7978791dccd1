import type { Values } from './request-of.ts'
import type { Paging } from './route.ts'

type Page = Readonly<Record<string, unknown>>

/**
 * Every item of a list, page by page, as they are asked for. With the cursor that leads back
 * (`after`, for messages) from the oldest to the newest, otherwise in the order of the list.
 */
export async function* eachOf(
  read: (input: Values) => Promise<unknown>,
  { items, next, previous }: Paging,
  input: Values,
): AsyncGenerator<unknown, void, undefined> {
  const back = previous !== undefined && input[previous] !== undefined
  let asked = input
  for (;;) {
    const page = (await read(asked)) as Page
    const list = page[items] as readonly unknown[]
    yield* back ? list.toReversed() : list
    const cursor = back ? page['prev_cursor'] : page['next_cursor']
    if (cursor === null) return
    asked = { ...input, [back ? previous : next]: cursor }
  }
}
