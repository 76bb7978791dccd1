import type { Schema } from '../../src/modules/documentation/openapi.ts'

/**
 * What a value of this schema is in TypeScript.
 *
 * @throws Error for a keyword that it does not know: better than a type that is wrong
 */
export function typeOfSchema(schema: Schema): string {
  const unknown = Object.keys(schema).filter((keyword) => !known.has(keyword))
  if (unknown.length > 0) throw new Error(`no type for the keyword ${unknown.join(', ')}`)
  if (typeof schema['$ref'] === 'string') return schema['$ref'].split('/').at(-1) ?? ''
  if ('const' in schema) return literal(schema['const'])
  if (Array.isArray(schema['enum'])) return schema['enum'].map(literal).join(' | ')
  if (Array.isArray(schema['anyOf'])) return unionOf(schema['anyOf'] as Schema[])
  switch (schema['type']) {
    case 'object':
      return typeOfObject(schema)
    case 'array':
      return `readonly ${grouped(typeOfSchema(schema['items'] as Schema))}[]`
    case 'integer':
      return 'number'
    case 'string':
    case 'number':
    case 'boolean':
    case 'null':
      return schema['type']
    default:
      throw new Error(`no type for ${JSON.stringify(schema)}`)
  }
}

/** The fields of an interface, each with what the document says about it. */
export function fieldsOf(schema: Schema): string {
  const required = new Set(schema['required'] as readonly string[] | undefined)
  const fields = Object.entries((schema['properties'] ?? {}) as Record<string, Schema>)
  const lines = fields.map(([name, field]) => {
    const mark = required.has(name) ? '' : '?'
    return `${comment(field['description'])}readonly ${property(name)}${mark}: ${typeOfSchema(field)}\n`
  })
  return `{\n${indented(lines.join(''))}}`
}

/** Of a JSDoc comment above what follows; nothing where there is nothing to say. */
export function comment(text: unknown): string {
  if (typeof text !== 'string' || text === '') return ''
  return `/** ${text.replaceAll('*/', '*\\/')} */\n`
}

export function indented(lines: string): string {
  return lines.replace(/^(?=.)/gm, '  ')
}

export function property(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : literal(name)
}

/** Those that say what a value is, and those that only narrow it down or tell of it. */
const known = new Set([
  ...['$ref', 'const', 'enum', 'anyOf', 'type', 'properties', 'patternProperties', 'items'],
  ...['required', 'additionalProperties', 'title', 'description', 'examples', 'example', 'default'],
  ...['format', 'pattern', 'minLength', 'maxLength', 'minimum', 'maximum', 'minProperties'],
  ...['maxProperties', 'minItems', 'maxItems', 'uniqueItems', 'deprecated'],
])

function literal(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value)
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}

function unionOf(schemas: readonly Schema[]): string {
  const types = [...new Set(schemas.map((schema) => typeOfSchema(schema)))]
  // A list of words that may grow: TypeScript would forget the words beside a bare string.
  const open = types.length > 1 && types.includes('string') && schemas.some((one) => 'enum' in one)
  return types.map((type) => (open && type === 'string' ? '(string & {})' : type)).join(' | ')
}

function typeOfObject(schema: Schema): string {
  if ('properties' in schema) return fieldsOf(schema)
  const [values] = Object.values((schema['patternProperties'] ?? {}) as Record<string, Schema>)
  const others = schema['additionalProperties']
  const any = values ?? (typeof others === 'object' ? (others as Schema) : undefined)
  return any === undefined
    ? 'Readonly<Record<string, unknown>>'
    : `Readonly<Record<string, ${typeOfSchema(any)}>>`
}

function grouped(type: string): string {
  return /^[\w.]+$/.test(type) ? type : `(${type})`
}
