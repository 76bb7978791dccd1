import type { Figure } from './figure.ts'
import type { Scale } from './scale.ts'

/** What a part is run with. */
export interface Bench {
  readonly scale: Scale
  /** An empty directory of the part's own; removed when the part ends. */
  directory(name: string): string
  /** Removes such a directory before the part ends, where the next one needs its room. */
  discard(directory: string): void
  /** What is going on now, for whoever watches. */
  say(text: string): void
  /** What the table is to say in words. */
  remark(text: string): void
}

export interface Part {
  /** As it is called on the command line. */
  readonly name: string
  readonly title: string
  /** Takes minutes, so that it runs only when it is named. */
  readonly onlyByName?: true
  run(bench: Bench): Promise<Figure[]>
}
