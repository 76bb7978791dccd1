/** A word of a text as the index has it, and where it stands (UTF-16 units). */
export interface Word {
  readonly text: string
  readonly start: number
  readonly end: number
  /** Of a script without blanks: the characters of a run are words of two, and the last of one. */
  readonly unspaced: boolean
}

// The same characters as in the migration that makes the index.
const UNSPACED = String.raw`\u{e01}-\u{e3a}\u{e40}-\u{e4e}\u{e81}-\u{ecd}\u{1000}-\u{103f}\u{1100}-\u{11ff}\u{1780}-\u{17d3}\u{3005}-\u{3007}\u{3041}-\u{3096}\u{309d}-\u{309f}\u{30a1}-\u{30fa}\u{30fc}-\u{31bf}\u{31f0}-\u{31ff}\u{3400}-\u{4dbf}\u{4e00}-\u{9fff}\u{a960}-\u{a97c}\u{ac00}-\u{d7a3}\u{f900}-\u{faff}\u{ff66}-\u{ff9f}\u{20000}-\u{3fffd}`
const SYMBOLS = String.raw`\u{20a0}-\u{20cf}\u{23f4}-\u{23ff}\u{2b4d}-\u{2bff}\u{2e3c}-\u{2e5d}\u{fe00}-\u{fe0f}\u{1f000}-\u{1fbff}`

const RUNS = new RegExp(
  String.raw`([[${UNSPACED}]&&[\p{L}\p{M}\p{N}]]+)|[[\p{L}\p{M}\p{N}\p{Co}]--[${UNSPACED}${SYMBOLS}]]+`,
  'gv',
)

/** The words of a text, folded, in their order. Whatever is no letter or digit parts them. */
export function wordsOf(text: string): Word[] {
  const words: Word[] = []
  for (const { 0: run, 1: unspaced, index } of text.matchAll(RUNS)) {
    if (unspaced === undefined) {
      const word = fold(run)
      // An accent on nothing.
      if (word === '') continue
      words.push({ text: word, start: index, end: index + run.length, unspaced: false })
    } else {
      pushPairs(words, run, index)
    }
  }
  return words
}

function pushPairs(words: Word[], run: string, index: number): void {
  const letters = [...run]
  let start = index
  for (const [at, letter] of letters.entries()) {
    const pair = letter + (letters[at + 1] ?? '')
    // These scripts have neither case nor accents.
    words.push({ text: pair, start, end: start + pair.length, unspaced: true })
    start += letter.length
  }
}

/** Those that the index takes away from whatever they are on: the tokenizer, and migration 0017. */
const ACCENTS =
  /[\u0300-\u0304\u0306-\u030c\u030f\u0311\u0313\u0314\u031b\u0323-\u0328\u032d\u032e\u0330\u0331\u0342\u0345]/g

/** Where letters with accents are: Latin, Greek, Cyrillic. */
const ACCENTED = /[\u0080-\u1fff]/g

/** Without case and accents, as the index has it. */
function fold(text: string): string {
  const lower = text.toLowerCase()
  if (/^[\0-\x7f]*$/.test(lower)) return lower
  return lower.replace(ACCENTED, bare).replaceAll('ς', 'σ')
}

/** What has no accents stays as it was written: a nukta is a part of its letter. */
function bare(letter: string): string {
  const parts = letter.normalize('NFD')
  const left = parts.replace(ACCENTS, '')
  return left === parts ? letter : left
}
