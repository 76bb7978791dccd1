import { describe, expect, test } from 'bun:test'
import { resolve } from 'node:path'
import { analyse } from 'scslre'
import { documentOfApp } from '../../scripts/openapi/document-of-app.ts'
import { matchesStrongly } from '../../src/http/etag.ts'
import { readJson } from '../../src/http/json-body.ts'
import { parseMentions } from '../../src/models/parse-mentions.ts'
import { parseQuery } from '../../src/models/search/parse-query.ts'
import { wordsOf } from '../../src/models/search/words.ts'
import { byteRange } from '../../src/modules/files/byte-range.ts'
import { parseText } from '../../src/web/messages/parse-text.ts'
import { expressionsOf, filesThatMakeExpressions } from './regular-expressions.ts'

/*
 * No text makes an expression of ours take more than linear time. An analysis of the expressions
 * themselves says so (scslre); what it objects to has to stand here, with what bounds it.
 */

const ROOT = resolve(import.meta.dir, '../..')

const BOUNDED: Readonly<Record<string, string>> = {
  'src/models/parse-mentions.ts ^ {0,3}(`{3,})[^`\\n]*$[\\s\\S]*?(?:^ {0,3}\\1`*[ \\t]*$|(?![\\s\\S]))':
    'Its last alternative always holds at the end, so nothing is tried twice; 4,000 characters.',
  'src/models/parse-mentions.ts ^ {0,3}(~{3,})[^\\n]*$[\\s\\S]*?(?:^ {0,3}\\1~*[ \\t]*$|(?![\\s\\S]))':
    'The same.',
  'src/web/messages/parse-text.ts [._-]+$':
    'Runs in the browser of the reader, over one name in a message of 4,000 characters: 8 ms.',
  'src/auth/audit/client-network.ts \\d+$': 'An IPv4 address has three digits in a row.',
}

test('each is linear, or is bounded for a reason that stands here', () => {
  const found = expressionsOf(ROOT)
  // If the literals were not found any more, this would be a list of nothing.
  expect(found.length).toBeGreaterThan(100)
  const doubtful = found.filter((one) => analyse(one).reports.length > 0)
  expect(doubtful.map(({ file, source }) => `${file} ${source}`).sort()).toEqual(
    Object.keys(BOUNDED).sort(),
  )
})

test('one that is not linear is found', () => {
  expect(analyse({ source: '^a\\s*(;b\\s*)?\\s*$', flags: '' }).reports).not.toEqual([])
})

test('those of the schemas are linear, too', async () => {
  const patterns = [...JSON.stringify(await documentOfApp()).matchAll(/"pattern":("[^"]*")/g)]
  const sources = new Set(patterns.map(([, text = '']) => JSON.parse(text) as string))
  expect(sources.size).toBeGreaterThan(2)
  for (const source of sources) expect(analyse({ source, flags: '' }).reports, source).toEqual([])
})

test('no expression is made of what somebody has sent', () => {
  // Both are made of constants when the module is loaded.
  expect(filesThatMakeExpressions(ROOT)).toEqual([
    'src/database/prepared-statement.ts',
    'src/models/search/words.ts',
  ])
})

describe('what reads texts of others comes to an end with', () => {
  const request = (headers: Record<string, string>) =>
    new Request('http://localhost/', { method: 'POST', headers, body: '{}' })
  const readers: Readonly<Record<string, [longest: number, read: (text: string) => unknown]>> = {
    'a message, for mentions': [4_000, (text) => parseMentions(`@${text}`)],
    'a message, to show it': [4_000, parseText],
    'a message, for words': [4_000, wordsOf],
    'a search': [16_000, parseQuery],
    'If-Match': [16_000, (text) => matchesStrongly(`"x"${text}x`, '"x"')],
    Range: [16_000, (text) => byteRange(request({ range: `bytes=${text}x` }), 10, '"x"')],
    'Content-Type': [
      16_000,
      (text) =>
        readJson(request({ 'content-type': `application/json${text}x` })).catch(() => undefined),
    ],
  }
  const pieces = [
    ...[' ', '\t', 'a', '-', '.', '"', '@', '@a', '@a.-', '`', '```', '` `` ``` ', '~~~', '~~a'],
    ...['[', '[](', '](', '*', '**a', '_a ', 'a://', 'http://(', 'http://a).,', '(', ';', '=', ','],
    ...['0', '; q=0', '\u0301', '日', 'がぎ', '👍', '-from:"', 'before:', '\\', '<', '{'],
  ]

  test.each(Object.entries(readers))('%s', async (_, [longest, read]) => {
    for (const piece of pieces.filter((one) => longest === 4_000 || isField(one))) {
      await read(piece.repeat(Math.floor(longest / piece.length)))
    }
  })

  /** What a header can hold. */
  function isField(text: string): boolean {
    return /^[\t\x20-\x7e]+$/.test(text)
  }
})
