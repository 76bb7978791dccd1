import type { ComponentChildren, Ref } from 'preact'
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { IconButton } from './button.tsx'
import { classNames } from './class-names.ts'
import { CheckIcon, DotsIcon, type Icon } from './icons.tsx'
import { Popover } from './popover.tsx'

export interface MenuItem {
  readonly label: string
  /** A second line. */
  readonly hint?: string
  readonly icon?: Icon
  /** Instead of the icon: an avatar, say. */
  readonly picture?: ComponentChildren
  readonly danger?: boolean
  readonly disabled?: boolean
  /** Of several, the one that holds. */
  readonly checked?: boolean
  readonly onSelect?: () => void
  /** Where it leads, when it is a link. */
  readonly href?: string
}

/** `line` separates, a `heading` says what follows. */
export type MenuEntry = MenuItem | 'line' | { readonly heading: string } | false

/** What the button that opens it has to carry. */
export interface MenuTrigger {
  readonly ref: Ref<HTMLButtonElement>
  readonly onClick: () => void
  readonly 'aria-haspopup': 'menu'
  readonly 'aria-expanded': boolean
}

interface MenuProps {
  readonly label: string
  readonly entries: readonly MenuEntry[]
  readonly align?: 'start' | 'end'
  readonly compact?: boolean
  readonly icon?: Icon
  /** The button, when it is not three dots. */
  readonly trigger?: (trigger: MenuTrigger) => ComponentChildren
}

/** A button and what can be chosen after pressing it (WAI-ARIA Authoring Practices, "menu button"). */
export function Menu({ label, entries, align = 'end', compact, icon, trigger }: MenuProps) {
  const [open, setOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const carried: MenuTrigger = {
    ref: button,
    onClick: () => setOpen(!open),
    'aria-haspopup': 'menu',
    'aria-expanded': open,
  }
  return (
    <>
      {trigger === undefined ? (
        <IconButton {...carried} label={label} icon={icon ?? DotsIcon} compact={compact ?? false} />
      ) : (
        trigger(carried)
      )}
      {open ? (
        <MenuList
          anchor={button}
          label={label}
          entries={entries}
          align={align}
          onClose={() => setOpen(false)}
        />
      ) : null}
    </>
  )
}

interface MenuListProps extends Pick<MenuProps, 'label' | 'entries' | 'align'> {
  readonly anchor: { readonly current: HTMLElement | null }
  readonly onClose: () => void
}

function MenuList({ anchor, label, entries, align = 'end', onClose }: MenuListProps) {
  const id = useId()
  const items = () =>
    [...(document.getElementById(id)?.querySelectorAll<HTMLElement>('.menu-item') ?? [])].filter(
      (item) => item.ariaDisabled !== 'true',
    )
  useLayoutEffect(() => items()[0]?.focus(), [])

  function move(event: KeyboardEvent): void {
    const all = items()
    const at = all.findIndex((item) => item.matches(':focus'))
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key]
    if (event.key === 'Tab') onClose()
    else if (to !== undefined) all.at(to >= all.length ? 0 : to)?.focus()
    else if (event.key.length === 1 && event.key !== ' ') letter(all, at, event.key)
    else return
    if (event.key !== 'Tab') event.preventDefault()
  }

  function choose(item: MenuItem): void {
    if (item.disabled) return
    onClose()
    anchor.current?.focus()
    item.onSelect?.()
  }

  return (
    <Popover
      id={id}
      anchor={anchor}
      align={align}
      role="menu"
      label={label}
      onClose={onClose}
      onKeyDown={move}
    >
      {entries.map((entry, index) => show(entry, index, choose))}
    </Popover>
  )
}

function show(entry: MenuEntry, index: number, choose: (item: MenuItem) => void) {
  if (entry === false) return null
  if (entry === 'line') return <hr key={index} class="menu-line" />
  if ('heading' in entry) {
    return (
      <div key={index} class="menu-label" role="presentation">
        {entry.heading}
      </div>
    )
  }
  const { label, hint, icon: Icon, picture, danger, disabled, checked, href } = entry
  const content = (
    <>
      {picture ?? (Icon && <Icon />)}
      <span class="menu-text">
        {label}
        {hint === undefined ? null : <span class="menu-hint">{hint}</span>}
      </span>
      {checked ? <CheckIcon size={16} /> : null}
    </>
  )
  const shared = {
    class: classNames('menu-item', danger && 'danger'),
    role: checked === undefined ? 'menuitem' : 'menuitemradio',
    tabIndex: -1,
    onClick: () => choose(entry),
    'aria-checked': checked,
    'aria-disabled': disabled || undefined,
  } as const
  return href === undefined ? (
    <button key={index} type="button" {...shared}>
      {content}
    </button>
  ) : (
    <a key={index} href={href} {...shared}>
      {content}
    </a>
  )
}

/** The next item that begins with a letter. */
function letter(items: readonly HTMLElement[], at: number, key: string): void {
  const wanted = key.toLocaleLowerCase()
  const ordered = [...items.slice(at + 1), ...items.slice(0, at + 1)]
  ordered.find((item) => item.textContent.trim().toLocaleLowerCase().startsWith(wanted))?.focus()
}
