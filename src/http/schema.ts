import {
  type IntegerOptions,
  Kind,
  type ObjectOptions,
  type TInteger,
  type TNull,
  type TObject,
  type TProperties,
  type TSchema,
  type TUnion,
  type TUnsafe,
  Type,
  TypeRegistry,
} from '@sinclair/typebox'
import { t } from 'elysia'

/**
 * A named JSON object, of a request or of an answer, that has these fields and
 * no others.
 *
 * The name becomes its `title`, and the documentation turns every titled schema,
 * wherever it is used, into one component of that name: routes nest the values
 * themselves, and nobody writes a `$ref`. A name stands for one shape.
 *
 * ```ts
 * export const Room = record('Room', { id: integer(), name: nullable(t.String()) })
 * export type Room = Static<typeof Room>
 * ```
 *
 * @param name in PascalCase
 */
export function record<Fields extends TProperties>(
  name: string,
  fields: Fields,
  options: ObjectOptions = {},
): TObject<Fields> {
  for (const [field, schema] of Object.entries(fields)) {
    // Elysia would copy the body over the defaults, and `__proto__` with it, before it is checked.
    if ('default' in schema) throw new Error(`${name}.${field}: a body has no defaults`)
    // Elysia's t.Integer takes the text "5" as well, and is documented so.
    if (JSON.stringify(schema).includes('"format":"integer"')) {
      throw new Error(`${name}.${field}: use integer() instead of t.Integer()`)
    }
  }
  return t.Object(fields, { ...options, title: name, additionalProperties: false })
}

/** A value that may also be null. */
export function nullable<Schema extends TSchema>(schema: Schema): TUnion<[Schema, TNull]> {
  return t.Union([schema, t.Null()])
}

/** One of these words. Elysia's t.UnionEnum would add the first of them as the default. */
export function choice<const Word extends string>(...words: Word[]): TUnsafe<Word> {
  return t.Unsafe<Word>({ type: 'string', enum: words, [Kind]: 'ConclaveChoice' })
}

TypeRegistry.Set<{ enum: readonly unknown[] }>('ConclaveChoice', (schema, value) =>
  schema.enum.includes(value),
)

/**
 * A schema's own words for its rule, for the end of a sentence that begins with
 * "must be". A symbol, so that it stays out of the document.
 */
export const inWords: unique symbol = Symbol('ConclaveInWords')

/** A moment, as every answer writes it: RFC 3339, in UTC. */
export const moment = t.String({ format: 'date-time', examples: ['2026-03-01T09:30:00.000Z'] })

/** The id of a room or of a message, inside a body or an answer. */
export const integerId = integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER, examples: [42] })

/** A whole number in JSON; the text of one is refused. In a URL use `decimal`. */
export function integer(options: IntegerOptions = {}): TInteger {
  return Type.Integer(options)
}
