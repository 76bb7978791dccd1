import { expect, test } from 'bun:test'
import { verdict } from '../../bench/figure.ts'
import { type Growth, growthOf } from '../../bench/growth.ts'

const sizes = [100, 1_000, 10_000]

/** What growthOf says of a figure that depends on the size like this. */
function grown(growth: Growth, of: (size: number) => number) {
  const points = sizes.map((size) => ({ size, rounds: [of(size)] }))
  return growthOf(points, growth).map((one) => ({ power: one.value, verdict: verdict(one) }))
}

test('what grows with the fleet may be linear, and not the square', () => {
  expect(grown('with the fleet', (size) => 3 * size)).toEqual([
    { power: expect.closeTo(1), verdict: 'met' },
  ])
  expect(grown('with the fleet', (size) => size * size)).toEqual([
    { power: expect.closeTo(2), verdict: 'missed by 82 %' },
  ])
})

test('what is not to grow may not be linear', () => {
  expect(grown('not', () => 7)).toEqual([{ power: expect.closeTo(0), verdict: 'met' }])
  expect(grown('not', (size) => size)[0]?.verdict).toStartWith('missed')
})

test('a single fleet says nothing of growth', () => {
  expect(growthOf([{ size: 100, rounds: [1] }], 'not')).toEqual([])
})
