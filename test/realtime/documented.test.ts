import { expect, test } from 'bun:test'
import { join } from 'node:path'
import { Event } from '../../src/realtime/event-schema.ts'

test('docs/events.md names each type of event, and what its data holds', async () => {
  const text = await Bun.file(join(import.meta.dir, '../../docs/events.md')).text()
  const rows = text.split('\n').filter((line) => line.startsWith('| `'))
  const documented = rows.flatMap((row) => row.split('|')[1]?.match(/[a-z]+\.[a-z]+/g) ?? [])
  const types = Event.anyOf.flatMap(({ properties }) => properties.type['enum'] as string[])
  expect(documented.sort()).toEqual(types.sort())
  for (const { properties } of Event.anyOf) {
    const [type = ''] = properties.type['enum'] as string[]
    const row = rows.find((line) => line.includes(`\`${type}\``))
    for (const field of Object.keys(properties.data['properties'] ?? {})) {
      expect([type, field, row?.includes(`\`${field}\``)]).toEqual([type, field, true])
    }
  }
})
