/** Resolves in a later turn of the event loop, after whatever has come in meanwhile was read. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
