/** Ends with the command; its signal comes with the first SIGINT or SIGTERM. */
export interface Interruption extends Disposable {
  readonly signal: AbortSignal
}

/** Exit status of who was told to stop, as shells have it. */
export const INTERRUPTED = 130

/** The first signal asks for an orderly end, the second one ends at once. */
export function interruption(): Interruption {
  const controller = new AbortController()
  const stop = () => {
    if (controller.signal.aborted) process.exit(INTERRUPTED)
    process.stderr.write('stopping after the workspaces under way; once more stops at once\n')
    controller.abort()
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  return {
    signal: controller.signal,
    [Symbol.dispose]() {
      process.off('SIGINT', stop)
      process.off('SIGTERM', stop)
    },
  }
}
