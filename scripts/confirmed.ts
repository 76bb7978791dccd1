/** Asks on a terminal; without one nobody has agreed. */
export function confirmed(question: string): boolean {
  return process.stdin.isTTY === true && confirm(question)
}
