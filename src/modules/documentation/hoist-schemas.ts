import type { Schema } from './openapi.ts'

/** Data, not schemas: nothing in there is looked at. */
const data = new Set(['example', 'examples', 'default', 'const', 'enum'])

/**
 * Moves every schema with a title into a component of that name, leaving a
 * `$ref` where it was.
 *
 * @throws Error when two different schemas have the same title
 */
export function hoistSchemas<T>(root: T): { value: T; schemas: Record<string, Schema> } {
  const schemas: Record<string, Schema> = {}
  const value = visit(root) as T
  return { value, schemas: Object.fromEntries(Object.entries(schemas).sort()) }

  function visit(node: unknown): unknown {
    if (Array.isArray(node)) return node.map(visit)
    if (typeof node !== 'object' || node === null) return node
    const entries = Object.entries(node).map(([key, child]) => [
      key,
      data.has(key) ? child : visit(child),
    ])
    const copy = Object.fromEntries(entries) as Schema
    // A property that is called title is a schema, not a text.
    if (typeof copy.title !== 'string') return copy
    return component(copy.title, copy)
  }

  function component(name: string, schema: Schema): { $ref: string } {
    const known = schemas[name]
    if (known !== undefined && !Bun.deepEquals(known, schema)) {
      throw new Error(`two different schemas are called ${name}`)
    }
    schemas[name] = schema
    return { $ref: `#/components/schemas/${name}` }
  }
}
