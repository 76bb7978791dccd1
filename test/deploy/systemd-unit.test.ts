import { afterEach, expect, test } from 'bun:test'
import { join, resolve } from 'node:path'
import { cleanUp, spawn, temporaryDirectory } from '../harness/process.ts'

afterEach(cleanUp)

const ROOT = resolve(import.meta.dir, '../..')
const missing = Bun.which('systemd-analyze') === null
if (missing) console.warn('the systemd unit is not verified: systemd-analyze is not installed')

/** Out of 100, of systemd-analyze: below 20 it calls a service OK, and 15 is what this one may have. */
const EXPOSURE = '15'

test.skipIf(missing)('systemd knows what the unit says, and finds it confined', async () => {
  const unit = await Bun.file(join(ROOT, 'deploy/conclave.service')).text()
  // Verifying asks whether the program is there.
  const file = join(temporaryDirectory(), 'conclave.service')
  await Bun.write(file, unit.replaceAll('/opt/conclave', ROOT))

  expect(await spawn(['systemd-analyze', 'verify', '--man=no', file]).ended).toMatchObject({
    status: 0,
    stderr: '',
  })
  const asked = ['security', '--offline=true', `--threshold=${EXPOSURE}`]
  expect(await spawn(['systemd-analyze', ...asked, file]).ended).toMatchObject({ status: 0 })
})
