import type { ComponentChildren } from 'preact'
import { useId, useRef } from 'preact/hooks'

interface TabsProps<Name extends string> {
  readonly label: string
  readonly tabs: readonly { readonly name: Name; readonly label: string }[]
  readonly open: Name
  readonly onOpen: (name: Name) => void
  /** What the open one shows. */
  readonly children: ComponentChildren
}

/** Pages side by side (WAI-ARIA Authoring Practices, "tabs"): arrows choose, Tab goes on into the page. */
export function Tabs<Name extends string>({
  label,
  tabs,
  open,
  onOpen,
  children,
}: TabsProps<Name>) {
  const id = useId()
  const list = useRef<HTMLDivElement>(null)

  function move(event: KeyboardEvent): void {
    const at = tabs.findIndex(({ name }) => name === open)
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key]
    if (to === undefined) return
    event.preventDefault()
    const next = tabs.at(to >= tabs.length ? 0 : to)
    if (next === undefined) return
    onOpen(next.name)
    list.current?.querySelectorAll('button').item(tabs.indexOf(next)).focus()
  }

  return (
    <>
      <div ref={list} class="tabs" role="tablist" aria-label={label} onKeyDown={move}>
        {tabs.map((tab) => (
          <button
            key={tab.name}
            type="button"
            class="tab"
            role="tab"
            id={`${id}-${tab.name}`}
            aria-selected={tab.name === open}
            aria-controls={`${id}-page`}
            tabIndex={tab.name === open ? 0 : -1}
            onClick={() => onOpen(tab.name)}
          >
            {tab.label}
          </button>
        ))}
      </div>
      <div class="tab-page" role="tabpanel" id={`${id}-page`} aria-labelledby={`${id}-${open}`}>
        {children}
      </div>
    </>
  )
}
