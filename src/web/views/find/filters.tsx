import type { User } from '../../../../client/generated/types.ts'
import { roomName } from '../../rooms/room-name.ts'
import { Button } from '../../ui/button.tsx'
import { type Option, Select } from '../../ui/select.tsx'
import { nameOf, useRooms } from '../parts/facts.ts'
import { usePeople } from '../parts/use-people.ts'
import type { Asked } from './query.ts'

interface FiltersProps {
  readonly asked: Asked
  readonly onChange: (changes: Partial<Asked>) => void
}

const attachments = [
  { value: '', label: 'With or without files' },
  { value: 'file', label: 'With a file' },
  { value: 'image', label: 'With a picture' },
]

/** Who, where, when: what the words alone do not say. */
export function Filters({ asked, onChange }: FiltersProps) {
  const people = usePeople()
  const rooms = useRooms().map((room) => ({ value: String(room.id), label: roomName(room) }))
  const { q: _, ...filters } = asked
  const any = Object.values(filters).some((value) => value !== '')
  return (
    <div class="filters">
      <Select
        compact
        label="From"
        value={asked.from}
        options={withPresent(
          [{ value: '', label: 'From anybody' }, ...writers(people.value)],
          asked.from,
        )}
        onChange={(from) => onChange({ from })}
      />
      <Select
        compact
        label="In"
        value={asked.in}
        options={withPresent([{ value: '', label: 'In any room' }, ...rooms], asked.in)}
        onChange={(room) => onChange({ in: room })}
      />
      <Select
        compact
        label="Files"
        value={asked.has}
        options={attachments}
        onChange={(has) => onChange({ has })}
      />
      <Day label="After" value={asked.after} onChange={(after) => onChange({ after })} />
      <Day label="Before" value={asked.before} onChange={(before) => onChange({ before })} />
      {any ? (
        <Button
          compact
          kind="quiet"
          onClick={() => onChange({ from: '', in: '', has: '', after: '', before: '' })}
        >
          Clear
        </Button>
      ) : null}
    </div>
  )
}

function writers(users: readonly User[] = []): Option<string>[] {
  return users.flatMap((user) =>
    user.username === null ? [] : [{ value: user.username, label: nameOf(user) }],
  )
}

/** What a link asks for is shown, also when the lists do not have it. */
function withPresent(options: readonly Option<string>[], value: string): readonly Option<string>[] {
  return options.some((option) => option.value === value)
    ? options
    : [...options, { value, label: value }]
}

interface DayProps {
  readonly label: string
  readonly value: string
  readonly onChange: (day: string) => void
}

function Day({ label, value, onChange }: DayProps) {
  return (
    <label class="day-field">
      <span>{label}</span>
      <input
        type="date"
        class="input"
        value={value}
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
      />
    </label>
  )
}
