/** Resolves when the promise has, or after so many milliseconds. */
export async function within(promise: Promise<unknown>, milliseconds: number): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, Math.max(0, milliseconds))
  try {
    await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
