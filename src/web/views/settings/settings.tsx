import type { ComponentType } from 'preact'
import { lazy } from '../../lazy.tsx'
import { NothingHere } from '../../not-found.tsx'
import {
  DownloadIcon,
  GaugeIcon,
  GearIcon,
  MailIcon,
  PeopleIcon,
  PersonIcon,
  ScrollIcon,
  WarningIcon,
} from '../../ui/icons.tsx'
import { useWorkspace } from '../../use-workspace.ts'
import type { ViewProps } from '../../view.ts'
import { useIsOwner, useMayAdminister } from '../parts/facts.ts'
import { SettingsFrame, type SettingsSection } from '../parts/settings-frame.tsx'
import { Profile } from './profile.tsx'

interface Section extends SettingsSection {
  readonly view: ComponentType
}

const own: readonly Section[] = [
  { name: 'profile', label: 'Your profile', icon: PersonIcon, view: Profile },
]
const general = lazy(() => import('./general.tsx').then((all) => all.General))
const forAdmins: readonly Section[] = [
  { name: 'general', label: 'General', icon: GearIcon, view: general },
  {
    name: 'members',
    label: 'Members and roles',
    icon: PeopleIcon,
    view: lazy(() => import('./members.tsx').then((all) => all.Members)),
  },
  {
    name: 'invitations',
    label: 'Invitations',
    icon: MailIcon,
    view: lazy(() => import('./invitations.tsx').then((all) => all.Invitations)),
  },
  {
    name: 'usage',
    label: 'Usage',
    icon: GaugeIcon,
    view: lazy(() => import('./usage.tsx').then((all) => all.Usage)),
  },
]
const forOwners: readonly Section[] = [
  {
    name: 'export',
    label: 'Export',
    icon: DownloadIcon,
    view: lazy(() => import('./export.tsx').then((all) => all.Export)),
  },
  {
    name: 'audit',
    label: 'Audit log',
    icon: ScrollIcon,
    view: lazy(() => import('./audit-log.tsx').then((all) => all.AuditLog)),
  },
  {
    name: 'danger',
    label: 'Danger zone',
    icon: WarningIcon,
    view: lazy(() => import('./danger-zone.tsx').then((all) => all.DangerZone)),
  },
]

/** What can be set in a workspace, as far as one's role goes. */
export function Settings({ params }: ViewProps) {
  const { slug, workspace } = useWorkspace()
  const [admin, owner] = [useMayAdminister(), useIsOwner()]
  const { name } = workspace.value
  const groups = [
    { title: 'You', sections: own },
    ...(admin ? [{ title: 'Workspace', sections: forAdmins }] : []),
    ...(owner ? [{ title: 'For owners', sections: forOwners }] : []),
  ]
  const all: readonly Section[] = groups.flatMap(({ sections }) => sections)
  return (
    <SettingsFrame
      title="Settings"
      note={name}
      base={`/w/${slug}/settings`}
      back={`/w/${slug}`}
      groups={groups}
      open={params['section']}
      first="profile"
    >
      {(shown) => {
        const View = all.find((section) => section.name === shown)?.view
        if (View !== undefined) return <View />
        return <NothingHere detail="There is no such page, or it is not for your role." />
      }}
    </SettingsFrame>
  )
}
