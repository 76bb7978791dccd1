import { type ReadonlySignal, type Signal, signal } from '@preact/signals'
import type { UploadedFile } from '../../../client/generated/types.ts'
import { upload } from './upload.ts'

/** A file that is on its way to the server. */
export interface Upload {
  readonly id: number
  readonly name: string
  /** The part that is there, from 0 to 1. */
  readonly part: number
  /** Why it stopped; null while it goes on. */
  readonly problem: unknown
}

interface Running extends Upload {
  readonly file: File
  readonly ended: AbortController
}

/** What is being uploaded from each composer. It goes on while other rooms are looked at. */
export class Uploads {
  readonly #workspace: string
  readonly #done: (place: string, file: UploadedFile) => void
  readonly #running = new Map<string, Signal<readonly Running[]>>()
  #last = 0

  /** @param done told of each file that is there, with the composer that it is for */
  constructor(workspace: string, done: (place: string, file: UploadedFile) => void) {
    this.#workspace = workspace
    this.#done = done
  }

  of(place: string): ReadonlySignal<readonly Upload[]> {
    return this.#of(place)
  }

  /** Whether leaving the page would break anything off. */
  get busy(): boolean {
    return [...this.#running.values()].some(({ value }) =>
      value.some((one) => one.problem === null),
    )
  }

  begin(place: string, files: Iterable<File>): void {
    for (const file of files) {
      this.#last += 1
      const ended = new AbortController()
      const { name } = file
      const one: Running = { id: this.#last, name, file, part: 0, problem: null, ended }
      const all = this.#of(place)
      all.value = [...all.value, one]
      void this.#run(place, one)
    }
  }

  again(place: string, id: number): void {
    const one = this.#of(place).value.find((running) => running.id === id)
    if (one === undefined) return
    this.#change(place, id, { part: 0, problem: null })
    void this.#run(place, one)
  }

  cancel(place: string, id: number): void {
    const all = this.#of(place)
    all.value.find((one) => one.id === id)?.ended.abort()
    all.value = all.value.filter((one) => one.id !== id)
  }

  async #run(place: string, { id, file, ended }: Running): Promise<void> {
    try {
      const progress = (part: number) => this.#change(place, id, { part })
      const uploaded = await upload(this.#workspace, file, progress, ended.signal)
      this.cancel(place, id)
      this.#done(place, uploaded)
    } catch (problem) {
      if (!ended.signal.aborted) this.#change(place, id, { problem })
    }
  }

  #of(place: string): Signal<readonly Running[]> {
    let all = this.#running.get(place)
    if (all === undefined) {
      all = signal<readonly Running[]>([])
      this.#running.set(place, all)
    }
    return all
  }

  #change(place: string, id: number, changes: Partial<Upload>): void {
    const all = this.#of(place)
    all.value = all.value.map((one) => (one.id === id ? { ...one, ...changes } : one))
  }
}
