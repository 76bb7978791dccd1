import { useWorkspace } from '../../use-workspace.ts'
import type { PanelProps } from '../../view.ts'
import { Loaded } from '../parts/loaded.tsx'
import { useLoad } from '../parts/use-load.ts'
import { SidePanel } from '../room/room-panel.tsx'
import { ProfileCard } from './profile-card.tsx'

/** Somebody, beside the room in which one came upon them: `?panel=profile:<id>`. */
export function ProfilePanel({ of }: PanelProps) {
  const store = useWorkspace()
  const load = useLoad(
    (signal) => store.conclave.getUser({ workspace: store.id, user: of }, { signal }),
    [store, of],
  )
  return (
    <SidePanel title="Profile">
      <div class="pane-body side-body">
        <Loaded load={load} label="the profile">
          {(user) => <ProfileCard user={user} />}
        </Loaded>
      </div>
    </SidePanel>
  )
}
