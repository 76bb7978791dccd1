import type { Static } from 'elysia'
import { messageExample } from '../http/examples.ts'
import { Message } from '../http/message.ts'
import { record } from '../http/schema.ts'

const { reactions: _, ...fields } = Message.properties
const { reactions: __, ...example } = messageExample

/** A message as everybody in its room sees it. Reactions tell each viewer what they have chosen. */
export const EventMessage = record('EventMessage', fields, {
  description: 'A message without its reactions, of which events of their own tell.',
  examples: [example],
})
export type EventMessage = Static<typeof EventMessage>
