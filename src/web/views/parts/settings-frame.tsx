import type { ComponentChildren } from 'preact'
import { classNames } from '../../ui/class-names.ts'
import type { Icon } from '../../ui/icons.tsx'
import { PaneHead } from './pane.tsx'

export interface SettingsSection {
  readonly name: string
  readonly label: string
  readonly icon: Icon
}

export interface SettingsGroup {
  readonly title: string
  readonly sections: readonly SettingsSection[]
}

interface SettingsFrameProps {
  readonly title: string
  readonly note?: ComponentChildren
  /** The address before the name of a section. */
  readonly base: string
  /** Where the arrow of a phone's list leads. */
  readonly back: string
  readonly groups: readonly SettingsGroup[]
  /** Undefined for none: then a phone shows the list of them. */
  readonly open: string | undefined
  /** Shown where none is open and there is room. */
  readonly first: string
  readonly children: (name: string) => ComponentChildren
}

/** Settings by subject. A wide window has the list beside the page, a phone one after the other. */
export function SettingsFrame(props: SettingsFrameProps) {
  const { title, note, base, back, groups, open, first, children } = props
  const shown = open ?? first
  const section = groups.flatMap(({ sections }) => sections).find(({ name }) => name === shown)
  return (
    <section class="pane">
      {open === undefined ? (
        <PaneHead title={title} note={note} back={back} />
      ) : (
        <PaneHead title={title} note={section?.label ?? note} back={base} backLabel={title} />
      )}
      <div class={classNames('settings', open === undefined && 'listing')}>
        <nav class="settings-nav" aria-label={title}>
          {groups.map((group) => (
            <section key={group.title}>
              <h2>{group.title}</h2>
              <ul>
                {group.sections.map(({ name, label, icon: Icon }) => (
                  <li key={name}>
                    <a
                      class="nav-link"
                      href={`${base}/${name}`}
                      aria-current={name === shown ? 'page' : undefined}
                    >
                      <Icon />
                      <span class="nav-text">{label}</span>
                    </a>
                  </li>
                ))}
              </ul>
            </section>
          ))}
        </nav>
        <div class="settings-page" key={shown}>
          {children(shown)}
        </div>
      </div>
    </section>
  )
}
