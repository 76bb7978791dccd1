import type { ComponentType, FunctionComponent } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { Button } from './ui/button.tsx'
import { EmptyState } from './ui/empty-state.tsx'
import { WarningIcon } from './ui/icons.tsx'
import { Waiting } from './ui/spinner.tsx'

/**
 * A view whose code comes when it is first opened.
 *
 * ```ts
 * lazy(() => import('./views/search-panel.tsx').then(({ SearchPanel }) => SearchPanel))
 * ```
 */
export function lazy<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
): FunctionComponent<Props> {
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
    return failed ? <LoadFailed /> : <Waiting />
  }
}

/** The network is away, or the server has a newer client by now. */
function LoadFailed() {
  return (
    <div role="alert">
      <EmptyState
        icon={WarningIcon}
        title="This part could not be loaded"
        actions={<Button onClick={() => window.location.reload()}>Load the page again</Button>}
      >
        The network is away, or the server has a newer version by now.
      </EmptyState>
    </div>
  )
}
