import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crashStates, type Log } from './crash-states.ts'
import { contentsOf, MARKS, recordWrites, startRecording, whyNoRecording } from './record.ts'

const why = whyNoRecording()

let directory = ''
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'power-loss-'))
})
afterEach(() => rmSync(directory, { recursive: true }))

/** Runs a few lines with `at(name)` for a path in the directory and `mark(text)`. */
function recordLines(lines: string, options?: Parameters<typeof recordWrites>[2]): Promise<Log> {
  const program = `
    import * as fs from 'node:fs'
    const at = (name) => ${JSON.stringify(directory)} + '/' + name
    const marks = fs.openSync(process.env.${MARKS}, 'a')
    const mark = (text) => fs.writeSync(marks, text)
    ${lines}`
  return recordWrites([process.execPath, '-e', program], directory, options)
}

/** What surely is in a file whenever a power loss follows the mark. */
function surely(log: Log, mark: string, name: string): string | null {
  const at = log.marks.find(({ text }) => text === mark)?.at
  const [state] = crashStates(log, { at: [at ?? -1], modes: ['drop-all-unsynced'] })
  const content = state?.contents().get(name)
  return content ? new TextDecoder().decode(content) : null
}

describe.skipIf(why !== null)('a record', () => {
  test('misses nothing that Bun does to files', async () => {
    writeFileSync(join(directory, 'before'), 'it began')
    const program = join(import.meta.dir, 'programs/touch-files.ts')
    const log = await recordWrites([process.execPath, program, directory], directory)
    const [last] = crashStates(log, { at: [log.events.length], modes: ['keep-all'] })
    expect(last?.contents()).toEqual(contentsOf(directory))
    expect(log.initial.size).toBe(1)
  })

  test('knows what was synced when something was said', async () => {
    const log = await recordLines(`
      const file = fs.openSync(at('a'), 'w')
      const folder = fs.openSync(at(''), 'r')
      fs.fsyncSync(folder)
      fs.writeSync(file, 'one')
      mark('written')
      fs.fdatasyncSync(file)
      mark('synced')`)
    expect(surely(log, 'written', 'a')).toBe('')
    expect(surely(log, 'synced', 'a')).toBe('one')
  })

  test('does not count a sync as done while it runs on another thread', async () => {
    const log = await recordLines(
      `const file = fs.openSync(at('a'), 'w')
      fs.fsyncSync(fs.openSync(at(''), 'r'))
      fs.writeSync(file, 'one')
      const synced = new Promise((resolve) => fs.fdatasync(file, resolve))
      await Bun.sleep(20)
      fs.writeSync(file, 'two')
      mark('running')
      await synced
      mark('ended')`,
      { syncDelayMs: 500 },
    )
    expect(surely(log, 'running', 'a')).toBe('')
    expect(surely(log, 'ended', 'a')).toBe('one')
  })

  test('shows a sync that was made to fail', async () => {
    const log = await recordLines(
      `const file = fs.openSync(at('a'), 'w')
      try { fs.fdatasyncSync(file) } catch (error) { mark(error.code) }`,
      { strace: ['--inject=fdatasync:error=EIO'] },
    )
    expect(log.marks.map(({ text }) => text)).toEqual(['EIO'])
    expect(log.events).toContainEqual({ kind: 'sync-end', id: 1, ok: false })
  })

  test('of a server holds its answers and ends with it', async () => {
    const program = `
      import { writeFileSync } from 'node:fs'
      const server = Bun.serve({ port: 0, fetch: () => {
        writeFileSync(${JSON.stringify(join(directory, 'a'))}, 'written')
        return new Response('the answer')
      } })
      console.log(server.port)`
    const recording = await startRecording([process.execPath, '-e', program], directory)
    const lines = recording.process.stdout.getReader()
    const port = new TextDecoder().decode((await lines.read()).value).trim()
    await (await fetch(`http://127.0.0.1:${port}`)).text()
    recording.process.kill('SIGTERM')
    const log = await recording.log()
    const answer = log.sent.find(({ text }) => text.includes('the answer'))
    const written = log.events.findIndex((event) => event.kind === 'write' && event.path === 'a')
    expect(written).toBeGreaterThan(-1)
    expect(answer?.at).toBeGreaterThan(written)
  })

  test('is refused where it cannot be complete', async () => {
    const lines = `fs.writeFileSync(at('a'), ''); fs.symlinkSync(at('a'), at('b'))`
    await expect(recordLines(lines)).rejects.toThrow('symlink')
  })

  test('of a program that fails is an error that tells what it said', async () => {
    await expect(recordLines('throw new Error("no luck")')).rejects.toThrow('no luck')
  })
})
