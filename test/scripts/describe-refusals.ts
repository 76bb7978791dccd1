import { expect, test } from 'bun:test'
import { join } from 'node:path'
import { runScript, temporaryDirectory } from '../harness/process.ts'
import { type CommandCall, scriptOf } from './commands.ts'

/** What every command refuses before it looks at the data directory, and how it says so. */
export function describeRefusals({ name, args }: CommandCall): void {
  test.each([{ wrong: ['--nonsense'] }, { wrong: ['one', 'too', 'many'] }])(
    `${name} refuses $wrong`,
    async ({ wrong }) => {
      const { status, stdout, stderr } = await run(name, wrong)

      expect(stderr).toMatch(new RegExp(`^${name}: [^\n]+\nTry: bun run ${name} --help\n$`))
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
    },
  )

  test(`${name} says in JSON, too, what is wrong`, async () => {
    const { status, stdout, stderr } = await run(name, ['--nonsense', '--json'])

    expect(JSON.parse(stderr)).toEqual({ error: expect.stringContaining('--nonsense') })
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  })

  test(`${name} names a wrong variable`, async () => {
    const { status, stderr } = await run(name, args, { DURABILITY: 'maybe' })

    expect(stderr).toMatch(new RegExp(`^${name}: DURABILITY is "maybe": [^\n]+\n$`))
    expect(status).toBe(1)
  })
}

function run(name: string, args: readonly string[], env: Record<string, string> = {}) {
  return runScript(scriptOf(name), args, { dataDir: join(temporaryDirectory(), 'data'), env })
}
