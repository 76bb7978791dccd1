import { Segments } from '../../ui/choices.tsx'
import { MonitorIcon, MoonIcon, SunIcon } from '../../ui/icons.tsx'
import { theme } from '../../ui/theme.ts'
import { Section } from '../parts/section.tsx'

/** What this browser looks like. */
export function Appearance() {
  return (
    <Section title="Appearance" hint="For this browser only; it is kept here and sent to nobody.">
      <div>
        <Segments
          legend="Theme"
          value={theme.value}
          onChange={(chosen) => {
            theme.value = chosen
          }}
          options={[
            { value: 'system', label: 'As the system', icon: MonitorIcon },
            { value: 'light', label: 'Light', icon: SunIcon },
            { value: 'dark', label: 'Dark', icon: MoonIcon },
          ]}
        />
      </div>
    </Section>
  )
}
