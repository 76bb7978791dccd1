import { design } from './conversations/design.ts'
import { engineering } from './conversations/engineering.ts'
import { general } from './conversations/general.ts'
import { random } from './conversations/random.ts'
import { support } from './conversations/support.ts'
import type { Thread } from './line.ts'
import { type Person, people } from './people.ts'

export interface SampleRoom {
  readonly name: string
  readonly admin: Person['username']
  readonly members: readonly Person['username'][]
  readonly threads: readonly Thread[]
}

const everyone = people.map((person) => person.username)

export const groupRooms: readonly SampleRoom[] = [
  { name: 'General', admin: 'maya', members: everyone, threads: general },
  {
    name: 'Engineering',
    admin: 'tomas',
    members: ['tomas', 'priya', 'jonas', 'aiko', 'sam', 'maya'],
    threads: engineering,
  },
  { name: 'Design', admin: 'aiko', members: ['aiko', 'jonas', 'lena', 'maya'], threads: design },
  { name: 'Support', admin: 'sam', members: everyone, threads: support },
  { name: 'Random', admin: 'lena', members: everyone, threads: random },
]
