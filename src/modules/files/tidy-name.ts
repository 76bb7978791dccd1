import { tidy } from '../../label.ts'

/** A file's name as it is kept: a name, and no path. */
export function tidyName(name: string): string {
  const tidied = tidy(name).replace(/[/\\]/g, '_')
  return /^\.+$/.test(tidied) ? 'file' : tidied
}
