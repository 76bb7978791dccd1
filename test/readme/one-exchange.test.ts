import { afterEach, expect, test } from 'bun:test'
import { join } from 'node:path'
import { cleanUp, spawn, startServerProcess, temporaryDirectory } from '../harness/process.ts'
import { codeBlocks, ROOT } from './code-blocks.ts'

/* The commands of "One exchange" and those that docs/api.md goes on with, as they stand but for the port. */

afterEach(cleanUp)

type Message = Readonly<Record<string, unknown>>

/** The lines of JSON that the commands printed. */
function answersIn(stdout: string): Message[] {
  // curl ends no line: one answer begins where another has ended.
  return stdout
    .replaceAll('}{', '}\n{')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Message)
}

test('every command works, and answers what README shows', async () => {
  const { url, dataDir } = await startServerProcess()
  const [first = ''] = await codeBlocks('One exchange', 'sh', url)
  const [second = ''] = await codeBlocks('Messages', 'sh', url, 'docs/api.md')
  const [shown = ''] = await codeBlocks('One exchange', 'json', url)
  // npm looks for package.json; acme.json and acme.db are not for the repository.
  const scratch = temporaryDirectory()
  await Bun.write(join(scratch, '.curlrc'), 'fail-with-body\nsilent\nshow-error\n')
  const script = `npm() { command npm --prefix '${ROOT}' "$@"; }\n${first}\necho\n${second}`
  const run = spawn(['bash', '-euo', 'pipefail', '-c', script], {
    dataDir,
    cwd: scratch,
    env: { CURL_HOME: scratch },
  })
  const { status, stdout, stderr } = await run.ended

  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  const [room, hello, list, once, again, reply, edited, page, marker, unread, search, file] =
    answersIn(stdout)
  expect(room).toMatchObject({ id: 1, name: 'General' })
  const volatile = /"(?:created_at|id)": ?"[^"]+"/g
  const stable = (answer: unknown) =>
    JSON.parse(JSON.stringify(answer).replace(volatile, (field) => `${field.split(':')[0]}:"…"`))
  expect(stable(list)).toEqual(stable(JSON.parse(shown)))
  expect(hello).toMatchObject({ id: 1, content: 'Hello, world!' })
  expect(again).toEqual(once as Message)
  expect(reply).toMatchObject({ id: 3, reply_to_id: 1 })
  expect(edited).toMatchObject({ content: 'Hello, all!', revision: 2, reactions: [{ count: 1 }] })
  expect(page).toMatchObject({ messages: [{ id: 3 }, { id: 2 }], next_cursor: 2 })
  expect(marker).toMatchObject({ last_read_message_id: 3 })
  expect(unread).toMatchObject({ unread_count: 0 })
  expect(search).toMatchObject({ results: [{ message: { id: 3 } }, { message: { id: 1 } }] })
  expect(file).toMatchObject({ type: 'file', file: { name: 'notes.txt', bytes: 10 } })
  expect(await Bun.file(join(scratch, 'notes.txt')).text()).toBe('It works.\n')
  expect(await Bun.file(join(scratch, 'acme.db')).slice(0, 15).text()).toBe('SQLite format 3')
})
