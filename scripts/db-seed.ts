import { perform } from '../src/control/perform.ts'
import { runCommand } from './command.ts'
import { assertDataDirectory } from './open-registry.ts'

await runCommand({
  name: 'db:seed',
  summary: 'Fills an empty workspace with sample people, rooms and messages.',
  positionals: 'SLUG',
  run({ config, positionals: [slug = ''] }) {
    assertDataDirectory(config)
    return perform(config, 'db:seed', { slug })
  },
  show: ({ users, groupRooms, directRooms, messages, edited, deleted }) =>
    `${users} people, ${groupRooms} group rooms, ${directRooms} direct rooms, ${messages} messages (${edited} edited, ${deleted} deleted).`,
})
