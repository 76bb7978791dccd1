import type { ComponentChildren } from 'preact'
import { useMemo } from 'preact/hooks'
import { classNames } from '../ui/class-names.ts'
import { useWorkspace } from '../use-workspace.ts'
import { momentOf } from './dates.ts'
import { isEmojiOnly, parseText, type Segment } from './parse-text.ts'

interface MessageTextProps {
  readonly content: string
  /** The ids of those whom the server has found in it; null while it has not seen it. */
  readonly mentions: readonly string[] | null
  /** When it was changed. */
  readonly edited?: string | null
}

/** What somebody wrote, with its links and mentions. */
export function MessageText({ content, mentions, edited = null }: MessageTextProps) {
  const segments = useMemo(() => parseText(content), [content])
  return (
    <div class={classNames('message-text', isEmojiOnly(content) && 'jumbo')}>
      {segments.map((segment, index) => (
        <Piece key={index} segment={segment} mentions={mentions} />
      ))}
      {edited === null ? null : (
        <span class="edited" title={momentOf(edited)}>
          {' '}
          edited
        </span>
      )}
    </div>
  )
}

interface PieceProps extends Pick<MessageTextProps, 'mentions'> {
  readonly segment: Segment
}

function Piece({ segment, mentions }: PieceProps): ComponentChildren {
  const { kind, text } = segment
  switch (kind) {
    case 'bold':
      return <strong>{text}</strong>
    case 'italic':
      return <em>{text}</em>
    case 'struck':
      return <s>{text}</s>
    case 'code':
      return <code>{text}</code>
    case 'block':
      return <pre>{text}</pre>
    case 'link':
      return (
        <a href={segment.href} target="_blank" rel="noopener noreferrer nofollow">
          {text}
        </a>
      )
    case 'mention':
      return <Mention text={text} name={segment.name} mentions={mentions} />
    default:
      return text
  }
}

interface MentionProps extends Pick<MessageTextProps, 'mentions'> {
  readonly text: string
  readonly name: string
}

/** Only whom the server has found is mentioned; others are text. */
function Mention({ text, name, mentions }: MentionProps) {
  const { me, people } = useWorkspace()
  const mine = me.value.id
  if (name === 'room') {
    const all = mentions === null || mentions.length > 0
    return all ? (
      <span class={classNames('mention', mentions?.includes(mine) && 'me')}>{text}</span>
    ) : (
      text
    )
  }
  const found = people.byUsername(name)
  if (found === undefined || (mentions !== null && !mentions.includes(found.id))) return text
  return (
    <span class={classNames('mention', found.id === mine && 'me')} title={found.name ?? undefined}>
      {text}
    </span>
  )
}
