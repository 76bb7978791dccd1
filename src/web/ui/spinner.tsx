/** Something small is under way. */
export function Spinner() {
  return <span class="spinner" aria-hidden="true" />
}

/** A whole view is on its way. Screen readers hear the label. */
export function Waiting({ label = 'Loading' }: { readonly label?: string }) {
  return (
    <div class="waiting" role="status">
      <Spinner />
      <span class="unseen">{label}…</span>
    </div>
  )
}
