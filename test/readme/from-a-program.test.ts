import { afterEach, expect, test } from 'bun:test'
import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { createWorkspace } from '../harness/chat.ts'
import { cleanUp, spawn, startServerProcess, temporaryDirectory } from '../harness/process.ts'
import { codeBlocks, ROOT } from './code-blocks.ts'

/* The ten lines of "From a program", as they stand but for the port, far from our source. */

afterEach(cleanUp)

const tsc = join(ROOT, 'node_modules/.bin/tsc')

/** A program in a directory of its own, with the client as npm would install it. */
async function project(url: string): Promise<string> {
  const directory = temporaryDirectory()
  const [program = ''] = await codeBlocks('From a program', 'ts', url)
  await Bun.write(join(directory, 'program.ts'), program)
  await Bun.write(join(directory, 'program.mjs'), program)
  const options = {
    ...{ module: 'NodeNext', target: 'ES2022', strict: true, noEmit: true, types: ['bun'] },
    typeRoots: [join(ROOT, 'node_modules/@types')],
  }
  await Bun.write(join(directory, 'package.json'), '{ "type": "module" }')
  await Bun.write(
    join(directory, 'tsconfig.json'),
    JSON.stringify({ compilerOptions: options, files: ['program.ts'] }),
  )
  const installed = join(directory, 'node_modules/conclave-client')
  const built = await spawn([tsc, '-p', 'client', '--outDir', join(installed, 'dist')]).ended
  expect(built).toMatchObject({ status: 0, stdout: '' })
  cpSync(join(ROOT, 'client/package.json'), join(installed, 'package.json'))
  return directory
}

test('the program compiles, and does the same in Bun and in Node', async () => {
  const { url, dataDir } = await startServerProcess()
  const { token: TOKEN } = await createWorkspace(dataDir, 'acme')
  const cwd = await project(url)
  const said = { stdout: 'From a program\n404 Room not found\n', stderr: '', status: 0 }

  expect(await spawn([tsc], { cwd }).ended).toMatchObject({ status: 0, stdout: '' })
  for (const command of [
    [process.execPath, 'program.ts'],
    ['node', 'program.mjs'],
  ]) {
    expect(await spawn(command, { cwd, env: { TOKEN } }).ended).toMatchObject(said)
  }
})
