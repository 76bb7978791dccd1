interface Page {
  readonly navigator?: { readonly onLine?: boolean }
  readonly addEventListener?: (type: string, listener: () => void) => void
  readonly removeEventListener?: (type: string, listener: () => void) => void
}

/** What a browser tells of the network. Elsewhere there always is one, as far as anybody knows. */
const page = globalThis as Page

export function isOffline(): boolean {
  return page.navigator?.onLine === false
}

/** @returns ends it */
export function watchNetwork(changed: () => void): () => void {
  const types = ['online', 'offline'] as const
  for (const type of types) page.addEventListener?.(type, changed)
  return () => {
    for (const type of types) page.removeEventListener?.(type, changed)
  }
}
