import type { ComponentChildren, Ref } from 'preact'
import { classNames } from './class-names.ts'
import type { Icon } from './icons.tsx'
import { Spinner } from './spinner.tsx'

/** What the buttons of all kinds have in common. */
interface Pressable {
  readonly onClick?: (event: MouseEvent) => void
  readonly disabled?: boolean | undefined
  /** The small one, for lists and heads. */
  readonly compact?: boolean
  readonly autofocus?: boolean
  readonly ref?: Ref<HTMLButtonElement>
  readonly 'aria-expanded'?: boolean
  readonly 'aria-haspopup'?: 'menu' | 'dialog' | 'listbox'
  readonly 'aria-controls'?: string
  readonly 'aria-pressed'?: boolean
  readonly 'aria-describedby'?: string
}

interface ButtonProps extends Pressable {
  /** `primary` at most once in a view, `danger` for what cannot be undone. */
  readonly kind?: 'primary' | 'danger' | 'quiet' | 'link'
  readonly type?: 'submit'
  readonly icon?: Icon
  readonly wide?: boolean
  readonly class?: string
  /** It was pressed, and what it does is under way. It keeps the focus, and cannot be pressed again. */
  readonly busy?: boolean
  readonly children: ComponentChildren
}

export function Button(props: ButtonProps) {
  const { kind, type, icon: Icon, wide, compact, busy = false, onClick, children, ...more } = props
  const { class: name, ...rest } = more
  return (
    <button
      {...rest}
      type={type ?? 'button'}
      class={classNames('button', kind, wide && 'wide', compact && 'compact', name)}
      aria-disabled={busy || undefined}
      onClick={(event) => (busy ? event.preventDefault() : onClick?.(event))}
    >
      {busy ? <Spinner /> : Icon && <Icon size={compact ? 16 : 18} />}
      {children}
    </button>
  )
}

interface IconButtonProps extends Pressable {
  /** What it does, for those who do not see the picture and those who wonder. */
  readonly label: string
  readonly icon: Icon
  readonly class?: string
}

export function IconButton(props: IconButtonProps) {
  const { label, icon: Icon, compact, class: name, ...rest } = props
  return (
    <button
      {...rest}
      type="button"
      class={classNames('button quiet square', compact && 'compact', name)}
      aria-label={label}
      title={label}
    >
      <Icon size={compact ? 16 : 18} />
    </button>
  )
}
