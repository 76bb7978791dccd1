/** What a text says after an `@`, lower-cased, each once; whether one of them is `@room`. */
export interface ParsedMentions {
  /** They may end with punctuation of the sentence: `ada.` for `@ada.` */
  readonly names: ReadonlySet<string>
  readonly room: boolean
}

// Where Markdown (https://spec.commonmark.org/0.31.2/) shows text as it is, or leads elsewhere.
// Each is linear in the text: what may repeat is bounded, or ends where the next one begins.
const NOT_TEXT: readonly RegExp[] = [
  // Fenced code; without its end it reaches to the end of the text (section 4.5).
  /^ {0,3}(`{3,})[^`\n]*$[\s\S]*?(?:^ {0,3}\1`*[ \t]*$|(?![\s\S]))/gm,
  /^ {0,3}(~{3,})[^\n]*$[\s\S]*?(?:^ {0,3}\1~*[ \t]*$|(?![\s\S]))/gm,
  // A code span ends with as many backticks as it begins with (section 6.1).
  /(?<!`)(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)/g,
  /\[[^[\]]*\]\([^()\s]*\)/g,
  /\b[a-z][a-z0-9+.-]{1,31}:\/\/[^\s<>]*/gi,
]

/**
 * An `@` and a username. Letters and digits before it make an e-mail address, and behind it a
 * longer word; but not those of scripts that put no blanks between words. A second `@` makes it
 * the address of somebody elsewhere.
 */
const MENTION =
  /(?<![[[\p{L}\p{M}\p{N}]--[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}\p{scx=Thai}]].+%\/\\@\-])@([A-Za-z0-9][A-Za-z0-9._\-]*)(?![[[\p{L}\p{M}\p{N}]--[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}\p{scx=Thai}]]A-Za-z0-9._\-@])/gv

/** The mentions of a message: not those in code, in links and in e-mail addresses. */
export function parseMentions(content: string): ParsedMentions {
  const names = new Set<string>()
  if (content.includes('@')) {
    const text = NOT_TEXT.reduce((rest, pattern) => rest.replace(pattern, ' '), content)
    for (const [, name = ''] of text.matchAll(MENTION)) names.add(name.toLowerCase())
  }
  const room = [...names].some((name) => withoutPunctuation(name) === 'room')
  return { names, room }
}

/** A username may hold dots and hyphens, and end with them; so may a sentence. */
export function withoutPunctuation(name: string): string {
  let end = name.length
  while (end > 0 && '._-'.includes(name.charAt(end - 1))) end -= 1
  return name.slice(0, end)
}
