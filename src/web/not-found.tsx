import { EmptyState } from './ui/empty-state.tsx'
import { SearchIcon } from './ui/icons.tsx'

interface NotFoundProps {
  readonly detail?: string | undefined
  /** All there is on the page, rather than a part of it. */
  readonly filling?: boolean
}

/** A part of a page in which nothing is, or nothing for whoever is signed in. */
export function NothingHere({ detail, filling = false }: NotFoundProps) {
  return (
    <EmptyState
      icon={SearchIcon}
      title="Nothing here"
      filling={filling}
      actions={
        <a class="button" href="/">
          To your workspaces
        </a>
      }
    >
      {detail ?? 'There is no such page.'}
    </EmptyState>
  )
}

/** A page like that. */
export function NotFound({ detail }: Pick<NotFoundProps, 'detail'>) {
  return (
    <main class="alone">
      <NothingHere detail={detail} filling />
    </main>
  )
}
