import { Kind, type TUnsafe, TypeRegistry } from '@sinclair/typebox'
import { t } from 'elysia'
import { emoji } from './emoji.ts'

/**
 * A whole number as it stands in a URL: decimal digits, no sign, no leading zero.
 * Text on arrival, hence `Number(params.room)` in the handler. Documented as the
 * integer that it is. Elysia's own t.Integer costs half a microsecond more per
 * parameter, and also takes `1e3` and blanks.
 */
export function decimal(options: DecimalOptions = {}): TUnsafe<string | number> {
  return t.Unsafe({
    type: 'integer',
    minimum: 1,
    maximum: Number.MAX_SAFE_INTEGER,
    ...options,
    [Kind]: 'ConclaveDecimal',
  })
}

interface DecimalOptions {
  readonly minimum?: number
  readonly maximum?: number
  readonly default?: number
  readonly description?: string
  readonly examples?: readonly number[]
}

TypeRegistry.Set<{ minimum: number; maximum: number }>('ConclaveDecimal', (rule, value) => {
  // A default that Elysia filled in is a number already.
  const number = typeof value === 'string' ? digits(value) : value
  return typeof number === 'number' && number >= rule.minimum && number <= rule.maximum
})

function digits(text: string): number {
  return /^(0|[1-9]\d{0,15})$/.test(text) ? Number(text) : Number.NaN
}

/** Slugs, and the ids that we make ourselves: nothing in it can climb out of a directory. */
const opaque = /^[A-Za-z0-9_-]{1,64}$/

/**
 * Whether a text can be the slug or the id of a workspace. What cannot is
 * answered like one that does not exist, before any lookup.
 */
export function isWorkspaceReference(text: string): boolean {
  return opaque.test(text)
}

const workspace = t.String({
  pattern: opaque.source,
  description: 'The slug of a workspace, or its id.',
  examples: ['acme'],
})

const room = decimal({ description: 'The id of a room.', examples: [1] })
const message = decimal({ description: 'The id of a message.', examples: [42] })
const user = t.String({ pattern: opaque.source, description: 'The id of a person here.' })

const file = t.String({ pattern: opaque.source, description: 'The id of a file.' })

/*
 * Parameters of the path. One that breaks its rule is answered 404 like an id
 * that nobody has, because that is what it is: there is no room `-1`.
 */
export const WorkspacePath = t.Object({ workspace })
export const FilePath = t.Object({ workspace, file })
export const UserPath = t.Object({ workspace, user })
export const RoomPath = t.Object({ workspace, room })
export const RoomUserPath = t.Object({ workspace, room, user })
export const MessagePath = t.Object({ workspace, room, message })
export const ReactionPath = t.Object({ workspace, room, message, emoji })
