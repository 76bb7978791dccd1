import { mayStartThread } from './may-start-thread.ts'
import type {
  WorkerAnswer,
  WorkerEnvelope,
  WorkerRequest,
  WorkerResult,
} from './worker-protocol.ts'

/** The worker failed, or answered with an error; `reason` is the name of that error's class. */
export class WorkerFailed extends Error {
  override name = 'WorkerFailed'
  constructor(
    readonly reason: string,
    message: string,
  ) {
    super(message)
  }
}

/** Nobody is to be asked any more. */
export class WorkerStopped extends WorkerFailed {
  override name = 'WorkerStopped'
  constructor() {
    super('WorkerStopped', 'the worker was stopped')
  }
}

interface Pending {
  resolve(result: unknown): void
  reject(error: WorkerFailed): void
}

/**
 * Questions to one worker thread and its answers. It starts at the first question,
 * and again at the first one after it died. It keeps the process alive only while
 * somebody waits for an answer.
 */
export class WorkerChannel {
  readonly #url: URL
  readonly #pending = new Map<number, Pending>()
  #worker: Bun.Worker | undefined
  #lastId = 0
  #closed = false

  constructor(url: URL) {
    this.#url = url
  }

  /** Questions without an answer yet. */
  get pending(): number {
    return this.#pending.size
  }

  /** @throws WorkerFailed */
  ask<Kind extends WorkerRequest['kind']>(
    content: Extract<WorkerRequest, { kind: Kind }>,
  ): Promise<WorkerResult<Kind>> {
    if (this.#closed) return Promise.reject(new WorkerStopped())
    let worker: Bun.Worker
    try {
      worker = this.#start()
    } catch (error) {
      return Promise.reject(error)
    }
    worker.ref()
    this.#lastId += 1
    const id = this.#lastId
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve: resolve as (result: unknown) => void, reject })
      worker.postMessage({ id, content } satisfies WorkerEnvelope<WorkerRequest>)
    })
  }

  /** Ends the thread as soon as its statement ends; what it was asked fails, and what is asked later. */
  close(): void {
    this.#closed = true
    this.#end(new WorkerStopped())
  }

  /** @throws WorkerFailed when the process may not have another thread */
  #start(): Bun.Worker {
    if (this.#worker) return this.#worker
    const worker = startThread(this.#url)
    worker.addEventListener('message', (event: Event) => {
      const { id, content } = (event as MessageEvent<WorkerEnvelope<WorkerAnswer>>).data
      const pending = this.#pending.get(id)
      this.#pending.delete(id)
      if (this.#pending.size === 0) worker.unref()
      if (content.ok) pending?.resolve(content.result)
      else pending?.reject(new WorkerFailed(content.name, content.message))
    })
    const died = (event: Event): void => {
      if (this.#worker !== worker) return
      const message = event instanceof ErrorEvent ? event.message : 'the worker died'
      this.#end(new WorkerFailed('WorkerFailed', message))
    }
    worker.addEventListener('error', died)
    worker.addEventListener('close', died)
    this.#worker = worker
    return worker
  }

  #end(error: WorkerFailed): void {
    const worker = this.#worker
    this.#worker = undefined
    // Its thread may outlive an error, with the files that it holds.
    worker?.unref()
    worker?.terminate()
    const pending = [...this.#pending.values()]
    this.#pending.clear()
    for (const { reject } of pending) reject(error)
  }
}

/** @throws WorkerFailed */
function startThread(url: URL): Bun.Worker {
  if (!mayStartThread()) {
    throw new WorkerFailed('EMFILE', 'too many files are open for a new thread')
  }
  try {
    // The browser's type, which a dependency brings in, knows no `ref`.
    return new Worker(url) as Bun.Worker
  } catch (error) {
    // There is no memory for it, say.
    throw new WorkerFailed('WorkerFailed', String(error))
  }
}
