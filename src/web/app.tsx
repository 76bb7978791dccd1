import { useEffect, useState } from 'preact/hooks'
import type { Me } from '../../client/generated/types.ts'
import { conclave } from './connect-session.ts'
import { startingPlace } from './last-workspace.ts'
import { navigate, place } from './location.ts'
import { match } from './match.ts'
import { NotFound } from './not-found.tsx'
import { OpenPanel } from './open-panel.tsx'
import { accountRoutes, workspaceRoutes } from './routes.ts'
import { SessionContext } from './session.ts'
import { Waiting } from './ui/spinner.tsx'
import { Toasts } from './ui/toasts.tsx'
import { Unreachable } from './unreachable.tsx'
import type { ClientRoute } from './view.ts'
import { Dialogs } from './views/dialogs.tsx'
import { WorkspaceFrame } from './workspace-frame.tsx'

/** Asks who is signed in, then shows what the address says. */
export function App() {
  const [me, setMe] = useState<Me | null>(null)
  const [failed, fail] = useState(false)
  const refresh = async () => {
    const answer = await conclave.getMe()
    setMe(answer)
    return answer
  }
  async function begin(): Promise<void> {
    fail(false)
    try {
      const answer = await refresh()
      // Whoever has just come goes on where they were; later `/` is the list of workspaces.
      if (place.peek().path === '/') navigate(startingPlace(answer), { replace: true })
    } catch {
      fail(true)
    }
  }
  useEffect(() => void begin(), [])
  if (failed) return <Unreachable onRetry={() => void begin()} />
  if (me === null) return <Waiting />
  return (
    <SessionContext.Provider value={{ conclave, me, refresh }}>
      <Page />
      <Toasts />
    </SessionContext.Provider>
  )
}

function Page() {
  const { path } = place.value
  const found = findRoute([...accountRoutes, ...workspaceRoutes], path)
  if (found === null) return <NotFound />
  const { params } = found
  const { view: View } = found.route
  const { workspace, room } = params
  if (workspace === undefined) {
    return (
      <>
        <View params={params} />
        <Dialogs />
      </>
    )
  }
  return (
    <WorkspaceFrame key={workspace} slug={workspace}>
      <View params={params} />
      {room === undefined ? null : <OpenPanel room={Number(room)} />}
    </WorkspaceFrame>
  )
}

function findRoute(routes: readonly ClientRoute[], path: string) {
  for (const route of routes) {
    const params = match(route.path, path)
    if (params !== null) return { route, params }
  }
  return null
}
