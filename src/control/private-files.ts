/** What others of this machine may do with a file (chmod(2)). */
export const OTHERS = 0o077

/** Whatever this process makes from now on, locks and logs of SQLite included, is its user's alone. */
export function keepFilesPrivate(): void {
  process.umask(OTHERS)
}
