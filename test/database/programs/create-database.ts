import { existsSync } from 'node:fs'
import { workspaceImage } from '../../../src/workspace-database.ts'

// Creates a database and says how that went.
const [path = ''] = process.argv.slice(2)
// What the kernel sends at the limit for the size of a file; the write then fails with EFBIG.
process.on('SIGXFSZ', () => undefined)
try {
  workspaceImage.write(path, 'owner')
  process.stdout.write('created\n')
} catch (error) {
  const left = existsSync(path) ? 'something' : 'nothing'
  process.stdout.write(`${(error as Error).name}, leaving ${left}\n`)
}
