/** @jsxImportSource preact */
/** The marks that people look for. Whoever else it is has a key. */
export function ProviderIcon({ id }: { readonly id: string }) {
  if (id === 'github') return <GitHub />
  if (id === 'google') return <Google />
  return <Key />
}

function GitHub() {
  return (
    <svg aria-hidden="true" width="20" height="20" viewBox="0 0 16 16" fill="currentColor">
      <path d="M8 0C3.58 0 0 3.58 0 8c0 3.54 2.29 6.53 5.47 7.59.4.07.55-.17.55-.38 0-.19-.01-.82-.01-1.49-2.01.37-2.53-.49-2.69-.94-.09-.23-.48-.94-.82-1.13-.28-.15-.68-.52-.01-.53.63-.01 1.08.58 1.23.82.72 1.21 1.87.87 2.33.66.07-.52.28-.87.51-1.07-1.78-.2-3.64-.89-3.64-3.95 0-.87.31-1.59.82-2.15-.08-.2-.36-1.02.08-2.12 0 0 .67-.21 2.2.82.64-.18 1.32-.27 2-.27s1.36.09 2 .27c1.53-1.04 2.2-.82 2.2-.82.44 1.1.16 1.92.08 2.12.51.56.82 1.27.82 2.15 0 3.07-1.87 3.75-3.65 3.95.29.25.54.73.54 1.48 0 1.07-.01 1.93-.01 2.2 0 .21.15.46.55.38A8.01 8.01 0 0 0 16 8c0-4.42-3.58-8-8-8" />
    </svg>
  )
}

function Google() {
  return (
    <svg aria-hidden="true" width="20" height="20" viewBox="0 0 48 48">
      <path
        fill="#4285f4"
        d="M47.5 24.6c0-1.6-.1-3.2-.4-4.7H24v8.9h13.2a11.3 11.3 0 0 1-4.9 7.4v6.2h8a24 24 0 0 0 7.2-17.8"
      />
      <path
        fill="#34a853"
        d="M24 48c6.6 0 12.2-2.2 16.3-5.9l-8-6.2a14.9 14.9 0 0 1-22.2-7.8H1.9v6.4A24 24 0 0 0 24 48"
      />
      <path fill="#fbbc05" d="M10.1 28.1a14.6 14.6 0 0 1 0-9.3v-6.4H1.9a24 24 0 0 0 0 22.1z" />
      <path
        fill="#ea4335"
        d="M24 9.5c3.6 0 6.8 1.3 9.3 3.7l7-7A24 24 0 0 0 1.9 12.4l8.2 6.4A14.3 14.3 0 0 1 24 9.5"
      />
    </svg>
  )
}

function Key() {
  return (
    <svg
      aria-hidden="true"
      width="20"
      height="20"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="2"
    >
      <circle cx="8" cy="15" r="4.5" />
      <path d="m11.3 11.7 8.2-8.2m-3.5 3.5 3 3" stroke-linecap="round" />
    </svg>
  )
}
