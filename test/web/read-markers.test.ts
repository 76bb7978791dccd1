import { expect, test } from 'bun:test'
import { ReadMarkers } from '../../src/web/store/read-markers.ts'
import { until } from '../harness/until.ts'
import { problem } from './problem.ts'

test('what is read while a marker is on its way is said after it', async () => {
  const said: string[] = []
  const answers: (() => void)[] = []
  const markers = new ReadMarkers((room, message) => {
    said.push(`${room}:${message}`)
    return new Promise<void>((resolve) => answers.push(resolve))
  })
  markers.move(1, 10)
  const flushed = markers.flush()
  markers.move(1, 11)
  markers.move(2, 20)
  await markers.flush()
  for (const count of [1, 2, 3]) {
    await until(() => answers.length === count)
    answers.at(-1)?.()
  }
  await flushed
  expect(said).toEqual(['1:10', '1:11', '2:20'])
})

test('a room that one is not in any more keeps no other one waiting; a lost network all', async () => {
  const said: number[] = []
  let lost = true
  const markers = new ReadMarkers(async (room) => {
    if (lost) throw new TypeError('nobody answers')
    said.push(room)
    if (room === 1) throw problem(404)
  })
  markers.move(1, 10)
  markers.move(2, 20)
  await markers.flush()
  lost = false
  await markers.flush()
  await markers.flush()
  expect(said).toEqual([1, 2])
})
