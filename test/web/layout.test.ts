import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { layOut, rowAt, rowsBetween } from '../../src/web/messages/layout.ts'

const heights = fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 50 })

test('the row at a distance is the one that covers it', () => {
  fc.assert(
    fc.property(heights, fc.double({ min: 0, max: 1, noNaN: true }), (all, part) => {
      const layout = layOut(all, (height) => height, 12)
      const distance = Math.floor(part * (layout.height - 13))
      const index = rowAt(layout, distance)
      expect(layout.offsets[index]).toBeLessThanOrEqual(distance)
      expect(layout.offsets[index + 1]).toBeGreaterThan(distance)
    }),
  )
})

test('between two distances every row is drawn that is seen, and no other', () => {
  fc.assert(
    fc.property(heights, fc.nat(2_000), fc.nat(1_000), (all, top, view) => {
      const layout = layOut(all, (height) => height, 0)
      const { start, end } = rowsBetween(layout, top, top + view)
      for (const [index, height] of all.entries()) {
        const at = layout.offsets[index] ?? 0
        const seen = at < top + view && at + height > top
        if (seen) expect(index >= start && index < end).toBe(true)
      }
      const [first = 0, last = 0] = [layout.offsets[start + 1], layout.offsets[end - 1]]
      if (start > 0) expect(first).toBeGreaterThan(Math.min(top, layout.height - 1))
      if (end - start > 1) expect(last).toBeLessThanOrEqual(top + view)
    }),
  )
})

test('nothing at all is laid out, too', () => {
  expect(
    rowsBetween(
      layOut([], () => 1, 0),
      0,
      800,
    ),
  ).toEqual({ start: 0, end: 0 })
})
