import { expect, test } from 'bun:test'
import { Value } from '@sinclair/typebox/value'
import { t } from 'elysia'
import { choice, integer, moment, nullable, record } from '../../src/http/schema.ts'

test('a record has its fields and no others', () => {
  const Room = record('Room', { id: integer(), name: nullable(t.String()) })
  expect(Value.Check(Room, { id: 1, name: null })).toBe(true)
  expect(Value.Check(Room, { id: '1', name: null })).toBe(false)
  expect(Value.Check(Room, { id: 1, name: null, colour: 'red' })).toBe(false)
})

test('a choice is one of its words, and optional without a default', () => {
  const Change = record('Change', { role: t.Optional(choice('admin', 'member')) })
  expect(Value.Check(Change, { role: 'admin' })).toBe(true)
  expect(Value.Check(Change, { role: 'owner' })).toBe(false)
  expect(Value.Check(Change, { role: 1 })).toBe(false)
  expect(Value.Default(Change, {})).toEqual({})
})

test.each([
  ['a default', () => record('Wrong', { type: t.String({ default: 'text' }) })],
  ['t.UnionEnum', () => record('Wrong', { type: t.UnionEnum(['a', 'b']) })],
  ['t.Integer', () => record('Wrong', { id: t.Integer() })],
  ['a nullable t.Integer', () => record('Wrong', { id: nullable(t.Integer()) })],
])('%s is refused when it is written, not when it is used', (_, write) => {
  expect(write).toThrow('Wrong.')
})

test('shared schemas carry no name of their own', () => {
  expect(moment).not.toHaveProperty('title')
})
