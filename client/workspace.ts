import type { Live, LiveOptions } from './live/live.ts'
import { LiveConnection } from './live/live-connection.ts'
import type { ConclaveOptions } from './options.ts'

/** One workspace, by its slug or id. */
export interface WorkspaceClient {
  /**
   * Everything that happens there and that the caller may see, as it happens. The connection is
   * made again whenever it is lost, and goes on where it was.
   *
   * ```ts
   * const live = conclave.workspace('acme').live({
   *   after: snapshot.cursor,
   *   onEvent: (event) => store.apply(event),
   *   onResync: async () => (await store.fetchAll()).cursor,
   * })
   * ```
   */
  live(options: LiveOptions): Live
}

export function workspaceClient(client: ConclaveOptions, workspace: string): WorkspaceClient {
  const path = `/workspaces/${encodeURIComponent(workspace)}`
  return { live: (options) => new LiveConnection(client, path, options) }
}
