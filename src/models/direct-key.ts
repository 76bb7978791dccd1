/**
 * The value of `rooms.direct_key` for a pair, the same in either order. Migration 0002
 * writes it in SQL for older rooms: the two must agree.
 */
export function directKey(a: string, b: string): string {
  const [first, second] = a < b ? [a, b] : [b, a]
  return `${encoded(first)}:${encoded(second)}`
}

/** Without this the pairs (`a:b`, `c`) and (`a`, `b:c`) would share one room. */
function encoded(id: string): string {
  return id.replaceAll('%', '%25').replaceAll(':', '%3A')
}
