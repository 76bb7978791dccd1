import { checkpoint } from '../database/checkpoint.ts'
import { Connection } from '../database/connection.ts'
import type { MigrationBatch } from '../database/migration-batch.ts'
import { proveUnused } from '../database/prove-unused.ts'
import { scrub } from '../database/scrub.ts'
import { prepareRestore, type RestorePreparation } from '../tenancy/backups/prepare-restore.ts'
import type { TenantDatabase, TenantEngine } from '../tenancy/tenant-database.ts'
import type { WorkerAnswer, WorkerEnvelope, WorkerRequest } from '../tenancy/worker-protocol.ts'
import { compressFile, expandFile } from './compress-file.ts'
import { examineTenant } from './examine-tenant.ts'
import { yieldToOthers } from './yield-to-others.ts'

declare const self: Worker

/** Blocking is fine in a thread of its own, so its connections wait for locks themselves. */
const BUSY_TIMEOUT = 5_000

/** What a worker does with files that it is not to know. */
type WorkerEngine = Pick<
  TenantEngine<TenantDatabase>,
  | 'migrate'
  | 'batch'
  | 'rehearse'
  | 'rollBackTo'
  | 'restore'
  | 'markAsBack'
  | 'export'
  | 'import'
  | 'createFromTemplate'
  | 'upkeep'
  | 'countRows'
  | 'answer'
  | 'examine'
>

/**
 * Makes this thread one that answers {@link WorkerRequest}s.
 *
 * @param engine does what is asked for with whole databases
 */
export function answerRequests(engine: WorkerEngine): void {
  const held = new Map<string, Connection>()
  let batch: MigrationBatch | undefined
  let counted = threadCpu()

  /** Linux adds up a thread's time when it leaves the core: what is not seen now is seen the next time. */
  function newCpu(): number {
    const before = counted
    counted = threadCpu()
    return counted - before
  }

  function perform(request: WorkerRequest): unknown {
    switch (request.kind) {
      case 'migrate':
        yieldToOthers()
        return engine.migrate(request.path, request.owner, request.snapshot)
      case 'batch-hold':
        batch = engine.batch(request.directory)
        return batch?.hold(request.files, request.milliseconds) ?? request.files.map(() => false)
      case 'batch-migrate':
        return batch?.migrate(request.paths, request.limits) ?? []
      case 'batch-release':
        batch?.release()
        batch = undefined
        return undefined
      case 'rehearse':
        return engine.rehearse(request.path, request.owner, request.scratch)
      case 'roll-back':
        return engine.rollBackTo(request.path, request.owner, request.bounds)
      case 'restore':
        return engine.restore(request.path, request.owner, request.restoration)
      case 'hold':
        held.set(request.path, hold(request.path))
        return undefined
      case 'release': {
        const connection = held.get(request.path)
        held.delete(request.path)
        connection?.close()
        return undefined
      }
      case 'checkpoint':
        checkpoint(request.path)
        return undefined
      case 'upkeep':
        yieldToOthers()
        engine.upkeep(request.path)
        return undefined
      case 'prove-unused':
        proveUnused(request.path)
        return undefined
      case 'scrub':
        scrub(request.path, request.rewrite)
        return undefined
      case 'export':
        yieldToOthers()
        engine.export(request.content)
        return undefined
      case 'import':
        yieldToOthers()
        engine.import(request.content)
        return undefined
      case 'template':
        engine.createFromTemplate(request.content)
        return undefined
      case 'prepare-restore':
        return restorable(request.content)
      case 'count-rows':
        return engine.countRows(request.path)
      case 'answer':
        yieldToOthers()
        return { content: engine.answer(request.path, request.question), cpu: newCpu() }
      case 'compress':
        return compressFile(request.path, request.target)
      case 'expand':
        return expandFile(request.path, request.target)
      case 'examine':
        return request.tenants.map((tenant) => examineTenant(engine, tenant, request.integrity))
    }
  }

  async function restorable(content: RestorePreparation): Promise<void> {
    await prepareRestore(content, (path, owner) => engine.examine(path, owner, true))
    engine.markAsBack(content.target)
  }

  async function answer(request: WorkerRequest): Promise<WorkerAnswer> {
    try {
      return { ok: true, result: await perform(request) }
    } catch (error) {
      const { name, message } = error instanceof Error ? error : new Error(String(error))
      return { ok: false, name: systemCode(error) ?? name, message }
    }
  }

  self.onmessage = async ({ data }: MessageEvent<WorkerEnvelope<WorkerRequest>>) => {
    self.postMessage({ id: data.id, content: await answer(data.content) })
  }
}

/** Milliseconds of CPU that this thread has used, whatever others had of the cores meanwhile. */
function threadCpu(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1_000
}

/** `EMFILE`, say: the name of every error of node:fs is Error. */
function systemCode(error: unknown): string | undefined {
  const isOfSystem = error instanceof Error && 'syscall' in error && 'code' in error
  return isOfSystem ? String(error.code) : undefined
}

function hold(path: string): Connection {
  const connection = new Connection(path, { busyTimeout: BUSY_TIMEOUT })
  try {
    // Only in WAL mode is the shared lock, which the first read takes, kept until the close.
    connection.useWal()
    connection.query('SELECT 1 FROM sqlite_schema LIMIT 1', [])
    return connection
  } catch (error) {
    connection.close()
    throw error
  }
}
