import { lockFile } from '../../../src/database/file-lock.ts'

// Takes and releases the lock until it had it often enough; says who stood in its way.
const [path = '', note = ''] = process.argv.slice(2)
const others = new Set<string>()
for (let taken = 0; taken < 100; ) {
  const lock = lockFile(path, note)
  if ('release' in lock) {
    taken += 1
    lock.release()
  } else {
    others.add(lock.holder)
  }
}
process.stdout.write(`${[...others].toSorted().join(' ')}\n`)
