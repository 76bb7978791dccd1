export type Theme = 'system' | 'light' | 'dark'

/** In the browser's storage, for as long as the browser keeps it. */
export const THEME_KEY = 'conclave.theme'

/** What was chosen here; `system` also where storage is closed to us. */
export function keptTheme(): Theme {
  try {
    const value = localStorage.getItem(THEME_KEY)
    return value === 'light' || value === 'dark' ? value : 'system'
  } catch {
    return 'system'
  }
}
