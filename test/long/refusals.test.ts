import { afterEach } from 'bun:test'
import { tmpdir } from 'node:os'
import { cleanUp } from '../harness/process.ts'
import { commandsWith } from '../scripts/commands.ts'
import { describeRefusals } from '../scripts/describe-refusals.ts'

afterEach(cleanUp)

/** All of them; test/scripts/usage.test.ts has some. Nothing is done, so nothing is prepared. */
for (const command of commandsWith(tmpdir())) describeRefusals(command)
