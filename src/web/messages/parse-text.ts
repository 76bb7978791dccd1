/** A piece of a message. Nothing of it is ever read as HTML. */
export type Segment =
  | {
      readonly kind: 'text' | 'bold' | 'italic' | 'struck' | 'code' | 'block'
      readonly text: string
    }
  | { readonly kind: 'link'; readonly text: string; readonly href: string }
  /** What it names is lower-cased and has no punctuation of the sentence behind it. */
  | { readonly kind: 'mention'; readonly text: string; readonly name: string }

const FENCE = /(?:^|\n)```[^\n`]*\n([\s\S]*?)(?:\n```[ \t]*(?=\n|$)|$)\n?/g

// Each alternative begins with a character of its own and is linear: nothing nests.
const INLINE =
  /(?<code>`[^`\n]+`)|(?<link>https?:\/\/[^\s<>]+)|(?<bold>\*\*(?=\S)[^*\n]+(?<=\S)\*\*)|(?<struck>~~(?=\S)[^~\n]+(?<=\S)~~)|(?<![\p{L}\p{N}_*])(?<italic>\*(?=\S)[^*\n]+(?<=\S)\*|_(?=\S)[^_\n]+(?<=\S)_)(?![\p{L}\p{N}_*])|(?<![\p{L}\p{N}.+%/\\@-])(?<mention>@[A-Za-z0-9][\w.-]*)(?![@\p{L}])/gu

/** What a message says, in pieces: code, links, mentions, and a little emphasis. */
export function parseText(content: string): Segment[] {
  const segments: Segment[] = []
  let at = 0
  for (const found of content.matchAll(FENCE)) {
    inline(content.slice(at, found.index), segments)
    segments.push({ kind: 'block', text: found[1] ?? '' })
    at = found.index + found[0].length
  }
  inline(content.slice(at), segments)
  return segments
}

function inline(text: string, segments: Segment[]): void {
  let at = 0
  for (const found of text.matchAll(INLINE)) {
    const { code, link, bold, struck, italic, mention } = found.groups ?? {}
    const whole = link === undefined ? found[0] : withoutTail(link)
    plain(text.slice(at, found.index), segments)
    at = found.index + whole.length
    if (code !== undefined) segments.push({ kind: 'code', text: code.slice(1, -1) })
    else if (bold !== undefined) segments.push({ kind: 'bold', text: bold.slice(2, -2) })
    else if (struck !== undefined) segments.push({ kind: 'struck', text: struck.slice(2, -2) })
    else if (italic !== undefined) segments.push({ kind: 'italic', text: italic.slice(1, -1) })
    else if (mention !== undefined) {
      const name = mention.slice(1).replace(/[._-]+$/, '')
      segments.push({ kind: 'mention', text: `@${name}`, name: name.toLowerCase() })
      at = found.index + 1 + name.length
    } else if (URL.canParse(whole)) segments.push({ kind: 'link', text: whole, href: whole })
    else plain(whole, segments)
  }
  plain(text.slice(at), segments)
}

function plain(text: string, segments: Segment[]): void {
  if (text !== '') segments.push({ kind: 'text', text })
}

/** The stop of a sentence, and a bracket that was opened before the address, are not part of it. */
function withoutTail(link: string): string {
  let end = link.length
  for (;;) {
    const last = link.charAt(end - 1)
    const unopened = last === ')' && !link.slice(0, end).includes('(')
    if (!unopened && !'.,;:!?\'"*_~]'.includes(last)) return link.slice(0, end)
    end -= 1
  }
}

const EMOJI = /^(?:\p{RGI_Emoji}\s?){1,6}$/v

/** Whether it is nothing but a few emoji, which are drawn large then. */
export function isEmojiOnly(content: string): boolean {
  return content.length < 60 && EMOJI.test(content)
}
