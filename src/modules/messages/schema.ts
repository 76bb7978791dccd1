import { t } from 'elysia'
import { fileExample } from '../../http/examples.ts'
import { choice, integer, integerId, nullable, record } from '../../http/schema.ts'
import { prose } from '../../http/text.ts'
import { LARGEST_MENTIONED_ROOM, MOST_NAMES } from '../../models/mentions.ts'

const text = prose(4_000, { examples: ['Hello, world!'] })
const content = {
  ...text,
  description:
    `${text.description} \`@username\` mentions a member of the room (the first ${MOST_NAMES} ` +
    `names), and \`@room\` all of them where there are at most ${LARGEST_MENTIONED_ROOM}; in ` +
    'code, links and e-mail addresses nothing does.',
}

export const NewMessage = record(
  'NewMessage',
  {
    content: t.Optional({
      ...content,
      description: `${content.description} May be left out with \`file_id\`.`,
    }),
    type: t.Optional({
      ...choice('text', 'image', 'file'),
      description:
        'Follows from whether there is a `file_id`, and whether that is an image. An image can be ' +
        'sent as a `file` too.',
    }),
    file_id: t.Optional({
      ...nullable(t.String({ pattern: '^[A-Za-z0-9_-]{1,64}$', examples: [fileExample.id] })),
      description: 'What it shows: something that you have uploaded, or can see in a message.',
    }),
    reply_to_id: t.Optional({
      ...nullable(integerId),
      description: 'The message that it answers: one of the same room that is not deleted.',
    }),
  },
  { examples: [{ content: 'Hello, world!' }] },
)

export const MessageChanges = record(
  'MessageChanges',
  {
    content,
    revision: t.Optional(
      integer({
        minimum: 1,
        maximum: Number.MAX_SAFE_INTEGER,
        description:
          'Edit only if this is still its revision, else 412. As If-Match, but replies and ' +
          'reactions do not count as a change.',
        examples: [1],
      }),
    ),
  },
  { examples: [{ content: 'Hello, everyone!', revision: 1 }] },
)
