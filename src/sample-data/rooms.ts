import { design } from './conversations/design.ts'
import { engineering } from './conversations/engineering.ts'
import { general } from './conversations/general.ts'
import { random } from './conversations/random.ts'
import { support } from './conversations/support.ts'
import type { Thread } from './line.ts'
import { type Person, people } from './people.ts'

export interface SampleRoom {
  readonly name: string
  readonly topic: string
  readonly visibility: 'public' | 'private'
  readonly admin: Person['username']
  readonly members: readonly Person['username'][]
  readonly threads: readonly Thread[]
}

const everyone = people.map((person) => person.username)

export const groupRooms: readonly SampleRoom[] = [
  {
    name: 'General',
    topic: 'What concerns all of us',
    visibility: 'public',
    admin: 'maya',
    members: everyone,
    threads: general,
  },
  {
    name: 'Engineering',
    topic: 'Booking engine, deploys and the on-call rota',
    visibility: 'private',
    admin: 'tomas',
    members: ['tomas', 'priya', 'jonas', 'aiko', 'sam', 'maya'],
    threads: engineering,
  },
  {
    name: 'Design',
    topic: 'Sketches first, opinions second',
    visibility: 'private',
    admin: 'aiko',
    members: ['aiko', 'jonas', 'lena', 'maya'],
    threads: design,
  },
  {
    name: 'Support',
    topic: 'What clubs ask us',
    visibility: 'public',
    admin: 'sam',
    members: everyone,
    threads: support,
  },
  {
    name: 'Random',
    topic: 'Cake, pie and everything else',
    visibility: 'public',
    admin: 'lena',
    members: everyone,
    threads: random,
  },
]
