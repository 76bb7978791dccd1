/** A list in the order of ids with one more in its place, or in place of the one with its id. */
export function insert<T extends { readonly id: number }>(list: readonly T[], item: T): T[] {
  let at = list.length
  while (at > 0 && (list[at - 1]?.id ?? 0) > item.id) at -= 1
  const there = list[at - 1]?.id === item.id
  return there ? list.with(at - 1, item) : list.toSpliced(at, 0, item)
}
