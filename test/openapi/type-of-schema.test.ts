import { expect, test } from 'bun:test'
import { fieldsOf, typeOfSchema } from '../../scripts/openapi/type-of-schema.ts'

test.each([
  [{ type: 'integer', minimum: 1 }, 'number'],
  [{ $ref: '#/components/schemas/Message' }, 'Message'],
  [{ enum: ['a', "it's"] }, "'a' | 'it\\'s'"],
  [{ anyOf: [{ type: 'string' }, { type: 'null' }] }, 'string | null'],
  [{ anyOf: [{ enum: ['a', 'b'] }, { type: 'string' }] }, "'a' | 'b' | (string & {})"],
  [{ type: 'array', items: { type: 'string' } }, 'readonly string[]'],
  [{ type: 'array', items: { enum: ['a', 'b'] } }, "readonly ('a' | 'b')[]"],
  [
    { type: 'object', patternProperties: { '^(.*)$': { type: 'integer' } } },
    'Readonly<Record<string, number>>',
  ],
])('%j is %s', (schema, type) => {
  expect(typeOfSchema(schema)).toBe(type)
})

test('fields are optional unless they are required, and say what the document says', () => {
  const schema = {
    required: ['id'],
    properties: {
      id: { type: 'integer', description: 'Its id, */ and no code.' },
      'a-b': { type: 'string' },
    },
  }
  expect(fieldsOf(schema)).toBe(
    "{\n  /** Its id, *\\/ and no code. */\n  readonly id: number\n  readonly 'a-b'?: string\n}",
  )
})

test('what it does not know is an error, not a type that is wrong', () => {
  expect(() => typeOfSchema({ allOf: [] })).toThrow('no type for the keyword allOf')
  expect(() => typeOfSchema({ description: 'Anything.' })).toThrow('no type for')
})
