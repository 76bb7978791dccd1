import { ValueErrorType } from '@sinclair/typebox/errors'
import type { ValidationError } from 'elysia'
import {
  type FieldError,
  internal,
  type Missing,
  notFound,
  type Problem,
  unprocessable,
} from '../problem.ts'
import { isProblemCode } from '../problem-codes.ts'
import { inWords } from './schema.ts'

/** More than this helps nobody, and bounds the answer to a body of unknown fields. */
const mostErrors = 20

/** The keywords of JSON Schema that can be said in words. */
interface Keywords {
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly Keywords[]
  readonly format?: string
  readonly pattern?: string
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly minItems?: number
  readonly maxItems?: number
  readonly minProperties?: number
  readonly maxProperties?: number
  readonly [inWords]?: string
}

/** What TypeBox says of one broken rule, as far as it is used; its message and value are not. */
interface Broken {
  readonly path: string
  readonly type: ValueErrorType
  readonly schema: Keywords
}

/**
 * Turns what Elysia found wrong into a problem that names the fields and their
 * rules, and never the values: Elysia's own answer repeats them, passwords too.
 */
export function validationProblem(error: ValidationError): Problem {
  const part = error.type
  const broken = brokenRules(error)
  // There is no room -1, so it is answered like a room that nobody has.
  if (part === 'params') return notFound(missingOf(broken[0]?.path.slice(1)))
  if (part === 'response') {
    // Our mistake, not the caller's. Elysia's message holds the whole answer, so it is not logged.
    const fields = broken.map((rule) => rule.path).join(', ')
    return internal(new Error(`an answer breaks its own schema at ${fields}`))
  }
  return unprocessable(broken.map((rule) => fieldError(part, rule)))
}

/** What a parameter of the path names. */
function missingOf(parameter = ''): Missing {
  return isProblemCode(`${parameter}_not_found`) ? (parameter as Missing) : 'resource'
}

function brokenRules(error: ValidationError): Broken[] {
  const first = new Map<string, Broken>()
  const all = error.all as unknown as (Broken | { readonly summary?: string })[]
  for (const rule of all) {
    // TypeBox reports a missing field twice, as missing and as of the wrong type.
    if ('path' in rule && !first.has(rule.path)) first.set(rule.path, rule)
    if (first.size === mostErrors) break
  }
  return [...first.values()]
}

function fieldError(part: string, { path, type, schema }: Broken): FieldError {
  // TypeBox paths are JSON pointers already. Names of unknown fields come from outside: cut them.
  const field = path.length > 200 ? `${path.slice(0, 200)}…` : path
  const pointer = part === 'query' ? `?${field.slice(1)}` : field
  if (type === ValueErrorType.ObjectAdditionalProperties) {
    return { pointer, detail: 'is not a known field' }
  }
  if (type === ValueErrorType.ObjectRequiredProperty) return { pointer, detail: 'is required' }
  return { pointer, detail: `must be ${rule(schema)}` }
}

/** A schema in words, for the end of a sentence that begins with "must be". */
function rule(schema: Keywords): string {
  const { type, anyOf, minLength, maxLength, minimum, maximum } = schema
  if (schema[inWords] !== undefined) return schema[inWords]
  if (schema.enum !== undefined) return `one of ${schema.enum.map(quoted).join(', ')}`
  if (schema.const !== undefined) return quoted(schema.const)
  if (anyOf !== undefined) return anyOf.map(rule).join(' or ')
  switch (type) {
    case 'string':
      return `a string${between(minLength, maxLength, ' characters')}${form(schema)}`
    case 'integer':
      return `a whole number${between(minimum, maximum)}`
    case 'number':
      return `a number${between(minimum, maximum)}`
    case 'boolean':
      return 'true or false'
    case 'null':
      return 'null'
    case 'array':
      return `a list${between(schema.minItems, schema.maxItems, ' entries')}`
    case 'object':
      return `a JSON object${between(schema.minProperties, schema.maxProperties, ' fields')}`
    default:
      return 'as documented'
  }
}

function quoted(value: unknown): string {
  return JSON.stringify(value)
}

function between(from?: number, to?: number, unit = ''): string {
  if (from !== undefined && to !== undefined) return ` of ${from} to ${to}${unit}`
  if (from !== undefined) return ` of at least ${from}${unit}`
  if (to !== undefined) return ` of at most ${to}${unit}`
  return ''
}

function form({ format, pattern }: Keywords): string {
  if (format !== undefined) return ` in the form of ${format}`
  if (pattern !== undefined) return ` that matches ${pattern}`
  return ''
}
