import { Button } from './ui/button.tsx'
import { EmptyState } from './ui/empty-state.tsx'
import { WarningIcon } from './ui/icons.tsx'

/** Nothing can be shown before the server has answered once. */
export function Unreachable({ onRetry }: { readonly onRetry: () => void }) {
  return (
    <main class="alone">
      <EmptyState
        icon={WarningIcon}
        title="The server cannot be reached"
        filling
        actions={
          <Button kind="primary" onClick={onRetry}>
            Try again
          </Button>
        }
      >
        What you have written is kept on this device.
      </EmptyState>
    </main>
  )
}
