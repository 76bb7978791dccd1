import { rmSync } from 'node:fs'
import { LastOwner } from '../auth/delete-account.ts'
import type { Measured } from '../modules/metrics/all-metrics.ts'
import { Problem } from '../problem.ts'
import { WorkspaceHasMessages } from '../sample-data/seed-sample-data.ts'
import type { Services } from '../services.ts'
import { TenancyError } from '../tenancy/errors.ts'
import { explain } from './explain.ts'
import { GLANCE, glance } from './glance.ts'
import type { OperationName } from './operation-types.ts'
import { operations } from './operations.ts'

/** What goes back over the socket. `message` is one line for the command to show. */
export type ControlAnswer =
  | { readonly ok: true; readonly result: unknown }
  | { readonly ok: false; readonly message: string }

export interface ControlServer {
  stop(): Promise<void>
}

/**
 * Listens on a Unix socket for commands that need the server's help. Whoever may
 * open the socket may do everything: the file system's permissions are the guard.
 */
export function serveControl(measured: Measured, path: string): ControlServer {
  // The lock is ours, so a socket that is still there belongs to a process that died.
  rmSync(path, { force: true })
  // Only this user may write to the socket, and so connect, wherever it lies.
  const mask = process.umask(0o177)
  const server = Bun.serve({
    unix: path,
    async fetch(request, server) {
      // An operation takes as long as it takes; Bun would hang up after ten seconds.
      server.timeout(request, 0)
      return Response.json(await answer(measured, request))
    },
  })
  process.umask(mask)
  return {
    async stop() {
      await server.stop()
      rmSync(path, { force: true })
    },
  }
}

async function answer(measured: Measured, request: Request): Promise<ControlAnswer> {
  const { services } = measured
  const name = new URL(request.url).pathname.slice(1)
  if (name === GLANCE) return { ok: true, result: await glance(measured) }
  if (!isOperation(name)) return { ok: false, message: `this server does not know ${name}` }
  try {
    const perform = operations[name] as (services: Services, input: unknown) => Promise<unknown>
    return { ok: true, result: await perform(services, await request.json()) }
  } catch (error) {
    // Refusals are the command's to tell; anything else is ours to find.
    const refused = REFUSALS.some((kind) => error instanceof kind)
    if (refused) services.log.info({ operation: name, reason: explain(error) }, 'command refused')
    else services.log.error({ operation: name, err: error }, 'command failed')
    return { ok: false, message: explain(error) }
  }
}

/** What an operation declines to do, as against what it fails at. */
const REFUSALS = [Problem, TenancyError, LastOwner, WorkspaceHasMessages] as const

function isOperation(name: string): name is OperationName {
  return Object.hasOwn(operations, name)
}
