import { perform } from '../src/control/perform.ts'
import { runCommand, UsageError } from './command.ts'
import { assertDataDirectory } from './open-registry.ts'
import { requireYes } from './require-yes.ts'

await runCommand({
  name: 'tenant:erase',
  summary: 'Erases one message or one person from the files of a workspace, at once.',
  positionals: 'SLUG',
  options: {
    message: { type: 'string', description: 'the id of a message; its tombstone stays' },
    person: {
      type: 'string',
      description: 'the e-mail address of somebody, who is then no member any more',
    },
    yes: { type: 'boolean', description: 'do it without asking' },
  },
  run({ config, positionals: [slug = ''], options }) {
    const { message, person } = options
    if ((message === undefined) === (person === undefined)) {
      throw new UsageError('give --message ID or --person EMAIL')
    }
    const id = message === undefined ? undefined : Number(message)
    if (id !== undefined && !(Number.isSafeInteger(id) && id > 0)) {
      throw new UsageError('--message must be the id of a message')
    }
    assertDataDirectory(config)
    requireYes(options, `Erase ${id ? `message ${id}` : person} from ${slug} for good?`)
    const address = person === undefined ? undefined : String(person)
    return perform(config, 'tenant:erase', { slug, message: id, person: address })
  },
  show: ({ slug, messages, people }) =>
    `${messages > 0 ? 'The message' : people > 1 ? `${people} people` : 'The person'} cannot be found in the files of ${slug} any more.
Exports and backups made until now hold it until you remove them, or they expire.`,
})
