import { EmptyState } from '../../ui/empty-state.tsx'
import { AtIcon } from '../../ui/icons.tsx'
import { useWorkspace } from '../../use-workspace.ts'
import { LoadedList } from '../parts/loaded.tsx'
import { PaneHead } from '../parts/pane.tsx'
import { useList } from '../parts/use-list.ts'
import { FoundMessage } from './found-message.tsx'

/** The messages that mention one, newest first. */
export function Mentions() {
  const { conclave, id, slug, me } = useWorkspace()
  const list = useList(
    async (before: number | undefined, signal) => {
      const page = await conclave.listMentions(
        { workspace: id, ...(before && { before }) },
        { signal },
      )
      return { items: page.messages, next: page.next_cursor }
    },
    [id],
  )
  return (
    <section class="pane">
      <PaneHead title="Mentions" note="Messages that mention you" back={`/w/${slug}`} />
      <div class="pane-body">
        <div class="page">
          <LoadedList
            list={list}
            label="your mentions"
            empty={
              <EmptyState icon={AtIcon} title="Nobody has mentioned you yet">
                When somebody writes @{me.value.username ?? 'you'} in one of your rooms, it is here.
              </EmptyState>
            }
          >
            {(messages) => (
              <ul class="found-list" aria-label="Mentions">
                {messages.map((message) => (
                  <li key={message.id}>
                    <FoundMessage message={message}>{message.content}</FoundMessage>
                  </li>
                ))}
              </ul>
            )}
          </LoadedList>
        </div>
      </div>
    </section>
  )
}
