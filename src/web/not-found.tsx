import { EmptyState } from './ui/empty-state.tsx'
import { SearchIcon } from './ui/icons.tsx'

/** Nothing is here, or nothing for whoever is signed in. */
export function NotFound({ detail }: { readonly detail?: string | undefined }) {
  return (
    <main class="alone">
      <EmptyState
        icon={SearchIcon}
        title="Nothing here"
        actions={
          <a class="button" href="/">
            To your workspaces
          </a>
        }
      >
        {detail ?? 'There is no such page.'}
      </EmptyState>
    </main>
  )
}
