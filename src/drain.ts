import type { DrainConfig } from './config/drain.ts'

/** What of Bun's server is needed to stop it. */
interface Stoppable {
  readonly pendingRequests: number
  stop(closeActiveConnections?: boolean): Promise<void>
}

/** Those who follow along by sockets and streams, and would never end by themselves. */
interface Followers {
  close(): void
}

/**
 * Stops a server without failing a request, where whoever sends them can be told.
 *
 * First it goes on as before, while its readiness says that it will stop: a
 * connection that reached the backlog of a port is reset when the port closes,
 * so no proxy may be about to open one (DRAIN_NOTICE_SECONDS). Then those who
 * follow are closed: not before, because they would come back to this process.
 * Nothing new is taken, and what runs may finish for a while (DRAIN_SECONDS).
 *
 * @returns how many requests were cut off in the end
 */
export async function drain(
  server: Stoppable,
  followers: Followers,
  { drainNotice, drainPatience }: DrainConfig,
): Promise<number> {
  if (drainNotice > 0) await Bun.sleep(drainNotice)
  followers.close()
  let cutOff = 0
  const deadline = setTimeout(() => {
    cutOff = server.pendingRequests
    void server.stop(true)
  }, drainPatience)
  await server.stop()
  clearTimeout(deadline)
  return cutOff
}
