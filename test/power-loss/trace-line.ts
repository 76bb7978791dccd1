/** One system call as strace tells it, with `-xx -y`: all texts in hexadecimal, descriptors named. */
export type Call = {
  name: string
  arguments: readonly Argument[]
  /** Negative when the call failed, null while it is still running, NaN (`?`) when its thread was killed in it. */
  result: number | null
}
/** A word or a number, a text, or a descriptor with the path that it has at this moment. */
export type Argument =
  | { kind: 'word'; word: string }
  | { kind: 'text'; bytes: Uint8Array }
  | { kind: 'descriptor'; descriptor: number; path: string | null }

const CALL = /^(\d+) +\w+\(/
const RESUMED = /^(\d+) +<\.\.\. \w+ resumed>/
const UNFINISHED = '<unfinished ...>'

/** What one line says: a call, or its beginning, or its end where another thread came between. */
export type TraceLine = { kind: 'whole' | 'begin' | 'end'; thread: string; text: string }

export function splitLine(line: string): TraceLine | null {
  const resumed = RESUMED.exec(line)
  if (resumed) {
    return { kind: 'end', thread: resumed[1] ?? '', text: line.slice(resumed[0].length) }
  }
  const call = CALL.exec(line)
  if (!call) return null // "+++ exited with 0 +++", signals
  const thread = call[1] ?? ''
  const text = line.slice(thread.length).trimStart()
  return text.endsWith(UNFINISHED)
    ? { kind: 'begin', thread, text: text.slice(0, -UNFINISHED.length) }
    : { kind: 'whole', thread, text }
}

/** @param text `name(arguments) = result`, or its beginning while the call is still running */
export function parseCall(text: string): Call {
  const open = text.indexOf('(')
  const equals = text.lastIndexOf(' = ')
  const end = equals < 0 ? text.length : equals
  return {
    name: text.slice(0, open),
    arguments: parseArguments(text.slice(open + 1, end)),
    result: equals < 0 ? null : Number.parseInt(text.slice(equals + 3), 10),
  }
}

// A scan by hand: a regular expression over megabytes of hexadecimal overflows its stack.
function parseArguments(text: string): Argument[] {
  const found: Argument[] = []
  let at = 0
  while (at < text.length) {
    if (text[at] === '"') {
      const end = text.indexOf('"', at + 1)
      found.push({ kind: 'text', bytes: fromHex(text.slice(at + 1, end)) })
      if (text.startsWith('...', end + 1)) throw new Error('strace cut a text short')
      at = end + 1
      continue
    }
    const word = wordAt(text, at)
    if (word === '') {
      at += 1
      continue
    }
    at += word.length
    if (text[at] !== '<') {
      found.push({ kind: 'word', word })
      continue
    }
    const end = text.indexOf('>', at)
    const deleted = text.startsWith('(deleted)', end + 1)
    const path = deleted ? null : new TextDecoder().decode(fromHex(text.slice(at + 1, end)))
    found.push({ kind: 'descriptor', descriptor: Number.parseInt(word, 10), path })
    at = end + 1
  }
  return found
}

const WORD = /[\w|~-]+/y

function wordAt(text: string, at: number): string {
  WORD.lastIndex = at
  return WORD.exec(text)?.[0] ?? ''
}

function fromHex(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text.replaceAll('\\x', ''), 'hex'))
}
