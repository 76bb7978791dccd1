// Creates one tenant, and another one that fails at the very end and is taken back.
import { loadConfig } from '../../../src/config.ts'
import { createLogger } from '../../../src/log.ts'
import { openServices } from '../../../src/services.ts'

const [dataDir = ''] = process.argv.slice(2)
const config = loadConfig({ DATA_DIR: dataDir, DURABILITY: 'full' })
const services = openServices(config, createLogger('silent'))
const { auth, tenants } = services
await tenants.create({ slug: 'kept', name: 'Kept' }, ({ id }) => {
  auth.memberships.put(id, auth.people.findOrCreate('owner@power.test').id, 'owner')
})
const refused = await tenants
  .create({ slug: 'refused', name: 'Refused' }, () => {
    throw new Error('no')
  })
  .catch((error: Error) => error.message)
if (refused !== 'no') throw new Error('it was to fail')
await services.close()
process.exit(0)
