import { afterEach, test } from 'bun:test'
import { cleanUp } from '../harness/process.ts'
import { suspend } from '../process/suspend.ts'

afterEach(cleanUp)

test('a server that is stopped for a minute goes on, and whoever follows misses nothing', () =>
  suspend(60_000))
