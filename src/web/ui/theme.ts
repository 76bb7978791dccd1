import { effect, signal } from '@preact/signals'
import { keptTheme, THEME_KEY, type Theme } from './kept-theme.ts'

/** What this browser is to look like; `system` follows the reader's own choice. */
export const theme = signal<Theme>(keptTheme())

/** Marks the page with the theme, now and after each change, and keeps it. */
export function applyTheme(): () => void {
  window.addEventListener('storage', (event) => {
    if (event.key === THEME_KEY) theme.value = keptTheme()
  })
  return effect(() => {
    const { dataset } = document.documentElement
    if (theme.value === 'system') delete dataset['theme']
    else dataset['theme'] = theme.value
    keep(theme.value)
  })
}

/** Where storage is closed to us, the theme lasts as long as the page. */
function keep(value: Theme): void {
  try {
    if (value === 'system') localStorage.removeItem(THEME_KEY)
    else localStorage.setItem(THEME_KEY, value)
  } catch (error) {
    console.debug('the theme is not kept', error)
  }
}
