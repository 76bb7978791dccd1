/** Moves from message to message with the arrows, Home and End, as in any list. */
export function moveBetweenMessages(event: KeyboardEvent): void {
  if (event.altKey || event.ctrlKey || event.metaKey) return
  const list = event.currentTarget
  const { activeElement } = document
  if (!(list instanceof HTMLElement) || activeElement === null) return
  const inside = activeElement.closest('[data-message]')
  // Within a message the arrows belong to what has the focus there.
  if (inside !== activeElement && activeElement !== list) return
  const all = [...list.querySelectorAll<HTMLElement>('[data-message]')]
  const at = all.indexOf(inside as HTMLElement)
  const seen = all.findLastIndex((one) => isSeen(one, list))
  const to = { ArrowUp: at < 0 ? seen : at - 1, ArrowDown: at < 0 ? seen : at + 1 }[event.key]
  if (to === undefined) return
  const next = all[to]
  event.preventDefault()
  next?.focus({ preventScroll: true })
  next?.scrollIntoView({ block: 'nearest' })
}

function isSeen(message: HTMLElement, list: HTMLElement): boolean {
  const [its, whole] = [message.getBoundingClientRect(), list.getBoundingClientRect()]
  return its.bottom > whole.top && its.bottom <= whole.bottom + 1
}
