import type { ComponentType } from 'preact'
import { useEffect, useState } from 'preact/hooks'

/**
 * A view whose code comes when it is first opened.
 *
 * ```ts
 * lazy(() => import('./views/search-panel.tsx').then(({ SearchPanel }) => SearchPanel))
 * ```
 */
export function lazy<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
): ComponentType<Props> {
  let loaded: ComponentType<Props> | undefined
  return function Lazy(props: Props) {
    const [View, show] = useState<ComponentType<Props> | undefined>(() => loaded)
    const [failed, fail] = useState(false)
    useEffect(() => {
      if (loaded !== undefined) return
      load().then(
        (view) => {
          loaded = view
          show(() => view)
        },
        () => fail(true),
      )
    }, [])
    if (View !== undefined) return <View {...props} />
    return failed ? <LoadFailed /> : <div class="loading" aria-busy="true" />
  }
}

/** The network is away, or the server has a newer client by now. */
function LoadFailed() {
  return (
    <div class="load-failed" role="alert">
      <p>This part could not be loaded.</p>
      <button type="button" onClick={() => window.location.reload()}>
        Load the page again
      </button>
    </div>
  )
}
