/** Nothing is here, or nothing for whoever is signed in. */
export function NotFound({ detail }: { readonly detail?: string | undefined }) {
  return (
    <main class="not-found">
      <h1>Nothing here</h1>
      <p>{detail ?? 'There is no such page.'}</p>
      <a href="/">To your workspaces</a>
    </main>
  )
}
