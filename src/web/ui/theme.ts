import { effect, signal } from '@preact/signals'

export type Theme = 'system' | 'light' | 'dark'

const key = 'conclave.theme'

/** What this browser is to look like; `system` follows the reader's own choice. */
export const theme = signal<Theme>(kept())

/** Marks the page with the theme, now and after each change, and keeps it. */
export function applyTheme(): () => void {
  window.addEventListener('storage', (event) => {
    if (event.key === key) theme.value = kept()
  })
  return effect(() => {
    const { dataset } = document.documentElement
    if (theme.value === 'system') delete dataset['theme']
    else dataset['theme'] = theme.value
    keep(theme.value)
  })
}

function kept(): Theme {
  try {
    const value = localStorage.getItem(key)
    return value === 'light' || value === 'dark' ? value : 'system'
  } catch {
    return 'system'
  }
}

/** Where storage is closed to us, the theme lasts as long as the page. */
function keep(value: Theme): void {
  try {
    if (value === 'system') localStorage.removeItem(key)
    else localStorage.setItem(key, value)
  } catch (error) {
    console.debug('the theme is not kept', error)
  }
}
