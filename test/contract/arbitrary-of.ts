import fc, { type Arbitrary } from 'fast-check'
import type { Schema } from './document.ts'

/** What stands for something that exists, by the name of the field that takes one. */
export type KnownValues = Readonly<Record<string, unknown>>

/**
 * Values that a schema allows, of all sizes that it allows, with those that exist among them.
 *
 * @throws Error for a keyword or a format that it does not know, so that none goes untested
 */
export function arbitraryOf(
  schema: Schema,
  schemas: Readonly<Record<string, Schema>>,
  known: KnownValues = {},
): Arbitrary<unknown> {
  return of(schema)

  function of(schema: Schema): Arbitrary<unknown> {
    const unknown = Object.keys(schema).filter((keyword) => !keywords.has(keyword))
    if (unknown.length > 0) throw new Error(`unknown keyword: ${unknown.join(', ')}`)
    if (typeof schema['$ref'] === 'string') {
      return of(schemas[schema['$ref'].split('/').at(-1) ?? ''] ?? {})
    }
    if ('const' in schema) return fc.constant(schema['const'])
    if (Array.isArray(schema['enum'])) return fc.constantFrom(...schema['enum'])
    if (Array.isArray(schema['anyOf'])) return fc.oneof(...(schema['anyOf'] as Schema[]).map(of))
    const made = byType(schema)
    const examples = schema['examples']
    return Array.isArray(examples)
      ? fc.oneof({ weight: 3, arbitrary: made }, fc.constantFrom(...examples))
      : made
  }

  function byType(schema: Schema): Arbitrary<unknown> {
    const { minimum: min = Number.MIN_SAFE_INTEGER, maximum: max = Number.MAX_SAFE_INTEGER } =
      schema as { readonly minimum?: number; readonly maximum?: number }
    switch (schema['type']) {
      case 'object':
        return objectOf(schema)
      case 'array':
        return listOf(schema)
      case 'string':
        return textOf(schema)
      case 'integer':
        return fc.oneof(fc.integer({ min, max }), fc.integer({ min, max: Math.min(max, min + 9) }))
      case 'number':
        return fc.double({ min, max, noNaN: true, noDefaultInfinity: true })
      case 'boolean':
        return fc.boolean()
      case 'null':
        return fc.constant(null)
      default:
        throw new Error(`unknown type: ${JSON.stringify(schema)}`)
    }
  }

  function objectOf(schema: Schema): Arbitrary<unknown> {
    const { properties, required = [], minProperties = 0 } = schema as ObjectSchema
    if (properties === undefined) return fc.dictionary(fc.string(), fc.jsonValue())
    const fields = Object.entries(properties).map(([name, field]) => {
      const existing = known[name]
      const made = of(field)
      return [name, existing === undefined ? made : fc.oneof(made, fc.constant(existing))] as const
    })
    return fc
      .record(Object.fromEntries(fields), { requiredKeys: [...required] })
      .filter((value) => Object.keys(value).length >= minProperties)
  }

  function listOf(schema: Schema): Arbitrary<unknown> {
    const { items = {}, minItems = 0, maxItems = 10, uniqueItems = false } = schema as ListSchema
    const options = { minLength: minItems, maxLength: maxItems }
    return uniqueItems ? fc.uniqueArray(of(items), options) : fc.array(of(items), options)
  }
}

interface ObjectSchema {
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly minProperties?: number
}

interface ListSchema {
  readonly items?: Schema
  readonly minItems?: number
  readonly maxItems?: number
  readonly uniqueItems?: boolean
}

function textOf(schema: Schema): Arbitrary<string> {
  const { format, pattern, minLength = 0, maxLength = 200 } = schema as TextSchema
  if (format !== undefined) {
    const made = formats[format]
    if (made === undefined) throw new Error(`unknown format: ${format}`)
    return made
  }
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern))
  const text = (unit: 'grapheme' | 'grapheme-ascii' | 'binary', length = maxLength) =>
    fc.string({ unit, minLength, maxLength: length })
  // JSON Schema counts code points, of which a grapheme has several.
  const fits = (value: string) => [...value].length <= maxLength
  return fc.oneof(
    { weight: 4, arbitrary: text('grapheme-ascii', Math.min(maxLength, 40)) },
    { weight: 2, arbitrary: text('grapheme', Math.min(maxLength, 40)).filter(fits) },
    { weight: 1, arbitrary: text('binary').filter(fits) },
    { weight: 1, arbitrary: fc.constant('x'.repeat(maxLength)) },
  )
}

interface TextSchema {
  readonly format?: string
  readonly pattern?: string
  readonly minLength?: number
  readonly maxLength?: number
}

const formats: Readonly<Record<string, Arbitrary<string>>> = {
  // RFC 3339 has years of four digits.
  'date-time': fc
    .date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
    .map((date) => date.toISOString()),
  email: fc.emailAddress(),
  uri: fc.webUrl(),
  'uri-reference': fc.webPath(),
  uuid: fc.uuid(),
}

/** Those above, and those that hold of themselves or say nothing about values. */
const keywords = new Set([
  ...['$ref', 'const', 'enum', 'anyOf', 'type', 'properties', 'required', 'minProperties'],
  ...['patternProperties', 'items', 'minItems', 'maxItems', 'uniqueItems', 'format', 'pattern'],
  ...['minLength', 'maxLength', 'minimum', 'maximum', 'additionalProperties'],
  ...['title', 'description', 'examples', 'default'],
])
