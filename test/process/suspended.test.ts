import { afterEach, test } from 'bun:test'
import { cleanUp } from '../harness/process.ts'
import { suspend } from './suspend.ts'

afterEach(cleanUp)

test('a server that is stopped for a second goes on, and nobody notices more than the wait', () =>
  suspend(1_000))
