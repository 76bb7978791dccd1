import { useEffect, useState } from 'preact/hooks'
import type { Me } from '../../client/generated/types.ts'
import { conclave } from './connect-session.ts'
import { place } from './location.ts'
import { match } from './match.ts'
import { NotFound } from './not-found.tsx'
import { OpenPanel } from './open-panel.tsx'
import { accountRoutes, workspaceRoutes } from './routes.ts'
import { SessionContext } from './session.ts'
import { Waiting } from './ui/spinner.tsx'
import { Toasts } from './ui/toasts.tsx'
import { Dialogs } from './views/dialogs.tsx'
import { WorkspaceFrame } from './workspace-frame.tsx'

/** Asks who is signed in, then shows what the address says. */
export function App() {
  const [me, setMe] = useState<Me | null>(null)
  const refresh = async () => {
    const answer = await conclave.getMe()
    setMe(answer)
    return answer
  }
  useEffect(() => void refresh(), [])
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
  for (const { path: pattern, view: View } of accountRoutes) {
    const params = match(pattern, path)
    if (params === null) continue
    return (
      <>
        <View params={params} />
        <Dialogs />
      </>
    )
  }
  for (const { path: pattern, view: View } of workspaceRoutes) {
    const params = match(pattern, path)
    if (params === null) continue
    const { workspace = '', room } = params
    return (
      <WorkspaceFrame key={workspace} slug={workspace}>
        <View params={params} />
        {room === undefined ? null : <OpenPanel room={Number(room)} />}
      </WorkspaceFrame>
    )
  }
  return <NotFound />
}
