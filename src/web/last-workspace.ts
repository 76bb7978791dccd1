import type { Me } from '../../client/generated/types.ts'
import { Kept } from './store/kept.ts'

const kept = (person: string) =>
  new Kept(`conclave:${person}`, (value) => (typeof value === 'string' ? value : null))

/** For the next visit of this browser. */
export function rememberWorkspace({ id }: Pick<Me, 'id'>, slug: string): void {
  kept(id).put('workspace', slug)
}

/** Where somebody goes on who has just come: the workspace they used last, or their only one. */
export function startingPlace({ id, workspaces }: Me): string {
  const last = kept(id).get('workspace')
  const known = workspaces.find(({ slug }) => slug === last)
  const only = workspaces.length === 1 ? workspaces[0] : undefined
  const next = known ?? only
  return next === undefined ? '/' : `/w/${next.slug}`
}
