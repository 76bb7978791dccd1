import { lockFile } from '../../../src/database/file-lock.ts'

// Takes the lock, says how that went, and keeps it until input ends.
const [path = '', note = ''] = process.argv.slice(2)
const lock = lockFile(path, note)
process.stdout.write('holder' in lock ? `held by ${lock.holder}\n` : 'taken\n')
await new Promise((resolve) => process.stdin.on('data', () => undefined).once('end', resolve))
if ('release' in lock) lock.release()
process.exit(0)
