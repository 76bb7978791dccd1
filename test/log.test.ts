import { expect, test } from 'bun:test'
import { createLogger } from '../src/log.ts'

function recorded(level: 'info' | 'warn' | 'silent') {
  const lines: string[] = []
  const logger = createLogger(level, { write: (line) => void lines.push(line) })
  return { logger, lines }
}

test('one JSON object per line, with a level in words and a time in UTC', () => {
  const { logger, lines } = recorded('info')
  logger.info({ workspace: 'acme' }, 'opened')
  expect(lines).toHaveLength(1)
  expect(lines[0]).toEndWith('\n')
  const entry = JSON.parse(lines[0] ?? '')
  expect(entry).toMatchObject({ level: 'info', workspace: 'acme', msg: 'opened' })
  expect(entry.time).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/)
})

test('what is below the level is not written', () => {
  const { logger, lines } = recorded('warn')
  logger.info('quiet')
  logger.warn('loud')
  expect(lines).toHaveLength(1)
})

test('an error is written with its stack and its cause', () => {
  const { logger, lines } = recorded('info')
  logger.error({ err: new Error('outer', { cause: new Error('inner') }) }, 'failed')
  const entry = JSON.parse(lines[0] ?? '')
  expect(entry.err.stack).toContain('outer')
  expect(lines[0]).toContain('inner')
})

test('secrets that ride on an object are blotted out', () => {
  const { logger, lines } = recorded('info')
  logger.info({ headers: { authorization: 'Bearer cnv_1', cookie: 'a=b' }, token: 'cnv_2' }, 'x')
  logger.info({ request: { headers: { authorization: 'Bearer cnv_3' } } }, 'x')
  expect(lines.join('')).not.toMatch(/cnv_|a=b/)
})
