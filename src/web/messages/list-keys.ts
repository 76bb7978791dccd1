/** The part of what is seen that a page moves by: some lines stay for the eye to go on from. */
const PAGE = 0.875

/** What leads to the ends of a list, of which not everything has to be there yet. */
export interface Ends {
  toFirst(): void
  toLast(): void
}

/** Moves from message to message with the arrows, by the page, and with Home and End, as in any list. */
export function moveBetweenMessages(event: KeyboardEvent, ends: Ends): void {
  if (event.altKey || event.ctrlKey || event.metaKey) return
  const list = event.currentTarget
  const { activeElement } = document
  if (!(list instanceof HTMLElement) || activeElement === null) return
  const inside = activeElement.closest<HTMLElement>('[data-message]')
  // Within a message the keys belong to what has the focus there.
  if (inside !== activeElement && activeElement !== list) return
  // The browser would scroll little by little, and give up where rows turn out taller than guessed.
  const keys: Readonly<Record<string, () => void>> = {
    ArrowUp: () => step(list, inside, -1),
    ArrowDown: () => step(list, inside, 1),
    PageUp: () => list.scrollBy({ top: -PAGE * list.clientHeight, behavior: 'instant' }),
    PageDown: () => list.scrollBy({ top: PAGE * list.clientHeight, behavior: 'instant' }),
    Home: ends.toFirst,
    End: ends.toLast,
  }
  const move = keys[event.key]
  if (move === undefined) return
  event.preventDefault()
  // The message that has the focus will not be drawn any more.
  if (!event.key.startsWith('Arrow')) list.focus({ preventScroll: true })
  move()
}

function step(list: HTMLElement, from: HTMLElement | null, by: 1 | -1): void {
  const all = [...list.querySelectorAll<HTMLElement>('[data-message]')]
  const at = from === null ? -1 : all.indexOf(from)
  const next = all[at < 0 ? all.findLastIndex((one) => isSeen(one, list)) : at + by]
  next?.focus({ preventScroll: true })
  next?.scrollIntoView({ block: 'nearest' })
}

function isSeen(message: HTMLElement, list: HTMLElement): boolean {
  const [its, whole] = [message.getBoundingClientRect(), list.getBoundingClientRect()]
  return its.bottom > whole.top && its.bottom <= whole.bottom + 1
}
