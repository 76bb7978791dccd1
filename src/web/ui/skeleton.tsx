/** The outline of a list that is on its way, so that the page does not jump when it is there. */
export function SkeletonRows({
  rows = 5,
  label,
}: {
  readonly rows?: number
  readonly label: string
}) {
  return (
    <div role="status">
      <span class="unseen">Loading {label}…</span>
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} class="row" aria-hidden="true">
          <span class="skeleton round" />
          <span class="row-text fields">
            <span class={`skeleton ${row % 2 ? 'w2' : 'w1'}`} />
            <span class={`skeleton ${row % 3 ? 'w3' : 'w2'}`} />
          </span>
        </div>
      ))}
    </div>
  )
}
