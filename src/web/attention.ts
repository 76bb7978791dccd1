import { signal } from '@preact/signals'

/** Whether somebody is looking: the page is to be seen, and has the focus of the system. */
export const attention = signal(isLooking())

function isLooking(): boolean {
  return document.visibilityState === 'visible' && document.hasFocus()
}

export function watchAttention(): void {
  const look = () => {
    attention.value = isLooking()
  }
  for (const type of ['focus', 'blur']) window.addEventListener(type, look)
  document.addEventListener('visibilitychange', look)
}
