import { expect, test } from 'bun:test'
import { Crew } from '../../src/tenancy/crew.ts'

test('a crew of which one fails begins nothing more, and ends what it has begun', async () => {
  // Nobody asks a worker, so none is started.
  const crew = new Crew(new URL('file:///no-worker.ts'), 2)
  const begun: string[] = []
  const ended: string[] = []
  const slow = Promise.withResolvers<void>()
  async function work(item: string): Promise<void> {
    begun.push(item)
    if (item === 'bad') throw new Error('it failed')
    await slow.promise
    ended.push(item)
  }
  const failing = crew.workThrough(['slow', 'bad', 'late'], work, () => false)
  setImmediate(slow.resolve)
  await expect(failing).rejects.toThrow('it failed')
  expect(begun).toEqual(['slow', 'bad'])
  expect(ended).toEqual(['slow'])
})
