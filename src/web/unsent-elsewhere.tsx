import { Button } from './ui/button.tsx'
import { WarningIcon } from './ui/icons.tsx'
import { toast, toastProblem } from './ui/toasts.tsx'
import { useWorkspace } from './use-workspace.ts'

/** What could not be sent to a room that is not there any more: nobody would find it otherwise. */
export function UnsentElsewhere() {
  const { outbox, rooms } = useWorkspace()
  const lost = outbox.unsent.value.find(
    ({ room, state }) => state === 'failed' && !rooms.all.value.has(room),
  )
  if (lost === undefined) return null
  const { key, content, file } = lost
  const copy = () =>
    navigator.clipboard
      .writeText(content)
      .then(() => toast('Copied.', { tone: 'good' }), toastProblem)
  return (
    <div class="banner-line">
      <WarningIcon size={16} />
      <span class="truncate">
        Not sent, because you are not in its room any more: “{content || file?.name}”
      </span>
      {content === '' ? null : (
        <Button kind="link" onClick={() => void copy()}>
          Copy
        </Button>
      )}
      <Button kind="link" onClick={() => outbox.discard(key)}>
        Delete
      </Button>
    </div>
  )
}
