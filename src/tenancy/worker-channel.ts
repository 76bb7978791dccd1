import type { WorkerAnswer, WorkerEnvelope, WorkerRequest } from './worker-protocol.ts'

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

interface Pending {
  resolve(version: number | undefined): void
  reject(error: WorkerFailed): void
}

/** Questions to one worker thread and its answers. It starts at the first question. */
export class WorkerChannel {
  readonly #url: URL
  readonly #pending = new Map<number, Pending>()
  #worker: Worker | undefined
  #lastId = 0

  constructor(url: URL) {
    this.#url = url
  }

  /** Questions without an answer yet. */
  get pending(): number {
    return this.#pending.size
  }

  /** @throws WorkerFailed */
  ask(content: WorkerRequest): Promise<number | undefined> {
    const worker = this.#start()
    this.#lastId += 1
    const id = this.#lastId
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject })
      worker.postMessage({ id, content } satisfies WorkerEnvelope<WorkerRequest>)
    })
  }

  /** Ends the thread; what it was asked fails. */
  async close(): Promise<void> {
    const worker = this.#worker
    this.#worker = undefined
    this.#fail('the worker was stopped')
    await worker?.terminate()
  }

  #start(): Worker {
    if (this.#worker) return this.#worker
    // It does not keep the process alive: whoever waits for its answer does.
    const worker = new Worker(this.#url, { ref: false })
    worker.onmessage = ({ data }: MessageEvent<WorkerEnvelope<WorkerAnswer>>) => {
      const pending = this.#pending.get(data.id)
      this.#pending.delete(data.id)
      const { content } = data
      if (content.ok) pending?.resolve(content.version)
      else pending?.reject(new WorkerFailed(content.name, content.message))
    }
    const died = (event: Event) => {
      if (this.#worker !== worker) return
      this.#worker = undefined
      this.#fail(event instanceof ErrorEvent ? event.message : 'the worker died')
    }
    worker.onerror = died
    worker.addEventListener('close', died)
    this.#worker = worker
    return worker
  }

  #fail(message: string): void {
    const pending = [...this.#pending.values()]
    this.#pending.clear()
    for (const { reject } of pending) reject(new WorkerFailed('WorkerFailed', message))
  }
}
