import { userName } from '../rooms/room-name.ts'
import { useWorkspace } from '../use-workspace.ts'

/** Who is writing now; always as high, so that nothing jumps. */
export function TypingLine({ room }: { readonly room: number }) {
  const { presence, people } = useWorkspace()
  const ids = presence.typing.value.get(room) ?? []
  const names = ids.flatMap((id) => {
    const user = people.get(id)
    return user === undefined ? [] : [userName(user)]
  })
  return (
    <div class="typing" aria-live="polite">
      {names.length === 0 ? null : (
        <>
          <span class="dots" aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          {sentence(names)}
        </>
      )}
    </div>
  )
}

function sentence(names: readonly string[]): string {
  if (names.length > 3) return 'Several people are typing'
  const all = new Intl.ListFormat('en').format(names)
  return `${all} ${names.length === 1 ? 'is' : 'are'} typing`
}
