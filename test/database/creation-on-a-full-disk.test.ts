import { expect, test } from 'bun:test'
import { fileURLToPath } from 'node:url'
import { scratch } from './scratch.ts'

const here = scratch()
const program = fileURLToPath(new URL('programs/create-database.ts', import.meta.url))

/** Runs the program where no file may be larger than this many blocks of 512 bytes. */
async function createWithin(blocks: number): Promise<string> {
  const limited = `ulimit -f ${blocks}; exec "$@"`
  const command = ['sh', '-c', limited, 'sh', process.execPath, program, here.path()]
  const child = Bun.spawn(command, { stdout: 'pipe', stderr: 'inherit' })
  await child.exited
  return new Response(child.stdout).text()
}

test('a database that could be written only in part is not left behind', async () => {
  expect(await createWithin(16)).toBe('CannotOpen, leaving nothing\n')
  expect(await createWithin(1024)).toBe('created\n')
})
