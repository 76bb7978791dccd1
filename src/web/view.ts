import type { ComponentType } from 'preact'

/** What a view is given: the values of `:name` in its path. */
export interface ViewProps {
  readonly params: Readonly<Record<string, string>>
}

export interface ClientRoute {
  readonly path: string
  readonly view: ComponentType<ViewProps>
}

/** What stands at the right of a room is given. */
export interface PanelProps {
  readonly room: number
  /** What follows its name: 12 in `?panel=thread:12`. */
  readonly of: string
}
