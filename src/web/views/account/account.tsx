import type { ComponentType } from 'preact'
import { startingPlace } from '../../last-workspace.ts'
import { NothingHere } from '../../not-found.tsx'
import { useSession } from '../../session.ts'
import {
  DeviceIcon,
  KeyIcon,
  LockIcon,
  MonitorIcon,
  ScrollIcon,
  WarningIcon,
} from '../../ui/icons.tsx'
import type { ViewProps } from '../../view.ts'
import { SettingsFrame, type SettingsSection } from '../parts/settings-frame.tsx'
import { Activity } from './activity.tsx'
import { Appearance } from './appearance.tsx'
import { DeleteAccount } from './delete-account.tsx'
import { Security } from './security.tsx'
import { Sessions } from './sessions.tsx'
import { Tokens } from './tokens.tsx'

interface Section extends SettingsSection {
  readonly view: ComponentType
}

const device: readonly Section[] = [
  { name: 'appearance', label: 'Appearance', icon: MonitorIcon, view: Appearance },
]
const account: readonly Section[] = [
  { name: 'security', label: 'Password', icon: LockIcon, view: Security },
  { name: 'sessions', label: 'Sessions', icon: DeviceIcon, view: Sessions },
  { name: 'tokens', label: 'API tokens', icon: KeyIcon, view: Tokens },
  { name: 'activity', label: 'Activity', icon: ScrollIcon, view: Activity },
  { name: 'delete', label: 'Delete account', icon: WarningIcon, view: DeleteAccount },
]
const all = [...device, ...account]

/** What is one's own, whatever the workspace. */
export function Account({ params }: ViewProps) {
  const { me } = useSession()
  return (
    <main class="account">
      <SettingsFrame
        title="Your account"
        note={me.email}
        base="/account"
        back={startingPlace(me)}
        groups={[
          { title: 'This browser', sections: device },
          { title: 'Account', sections: account },
        ]}
        open={params['section']}
        first="appearance"
      >
        {(shown) => {
          const View = all.find((section) => section.name === shown)?.view
          return View === undefined ? <NothingHere /> : <View />
        }}
      </SettingsFrame>
    </main>
  )
}
