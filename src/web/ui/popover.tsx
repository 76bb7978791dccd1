import type { ComponentChildren, RefObject } from 'preact'
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import { classNames } from './class-names.ts'

interface PopoverProps {
  /** What was pressed. */
  readonly anchor: RefObject<HTMLElement | null>
  readonly onClose: () => void
  /** Which edges stand below one another; `start` when absent. */
  readonly align?: 'start' | 'end'
  readonly class?: string
  readonly role?: 'menu' | 'dialog' | 'listbox'
  readonly label?: string
  readonly id?: string
  readonly onKeyDown?: (event: KeyboardEvent) => void
  readonly children: ComponentChildren
}

/** Pixels between it and its anchor, and the edges of the window. */
const GAP = 6

/**
 * A box beside its anchor, in the browser's top layer: no scrolling pane cuts it off, no dialog
 * covers it. It opens below, or above where there is more room. Escape and a press elsewhere close it.
 */
export function Popover(props: PopoverProps) {
  const { anchor, onClose, align = 'start', class: name, role, label, children, ...rest } = props
  const box = useRef<HTMLDivElement>(null)

  useLayoutEffect(() => {
    const { current } = box
    current?.showPopover()
    const put = () => current && anchor.current && place(current, anchor.current, align)
    put()
    window.addEventListener('resize', put)
    return () => window.removeEventListener('resize', put)
  }, [])

  useEffect(() => {
    const outside = ({ target }: Event) => {
      if (!(target instanceof Node)) return
      if (!box.current?.contains(target) && !anchor.current?.contains(target)) onClose()
    }
    const onEscape = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return
      // The dialog around it stays open.
      event.preventDefault()
      event.stopPropagation()
      onClose()
      anchor.current?.focus()
    }
    document.addEventListener('pointerdown', outside, true)
    document.addEventListener('keydown', onEscape, true)
    return () => {
      document.removeEventListener('pointerdown', outside, true)
      document.removeEventListener('keydown', onEscape, true)
    }
  }, [onClose])

  return (
    <div
      {...rest}
      ref={box}
      class={classNames('popover', name)}
      popover="manual"
      {...(role !== undefined && { role, 'aria-label': label })}
    >
      {children}
    </div>
  )
}

function place(box: HTMLElement, anchor: HTMLElement, align: 'start' | 'end'): void {
  const at = anchor.getBoundingClientRect()
  const { offsetWidth: width, offsetHeight: height } = box
  const { innerWidth, innerHeight } = window
  const below = at.bottom + GAP
  const above = at.top - GAP - height
  const fits = below + height <= innerHeight - GAP || above < GAP
  const left = align === 'start' ? at.left : at.right - width
  box.style.top = `${Math.max(GAP, fits ? Math.min(below, innerHeight - GAP - height) : above)}px`
  box.style.left = `${Math.max(GAP, Math.min(left, innerWidth - width - GAP))}px`
}
