import { spawn } from './process.ts'

/** Another process takes the write lock of a file; its end, and so the lock's, is in the test's hand. */
export async function lockElsewhere(file: string) {
  const program = `
    import { Database } from 'bun:sqlite'
    const database = new Database(${JSON.stringify(file)})
    database.run('BEGIN IMMEDIATE')
    console.log('locked')
    // A handle that nobody mentions any more is collected, and its lock with it.
    setInterval(() => database.inTransaction, 1000)`
  const { child, ended, stdout } = spawn([process.execPath, '-e', program])
  while (!stdout().includes('locked')) await Bun.sleep(10)
  return {
    async release() {
      child.kill('SIGKILL')
      await ended
    },
  }
}
