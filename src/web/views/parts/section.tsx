import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'

interface SectionProps {
  readonly title: string
  readonly hint?: ComponentChildren
  /** Beside the title. */
  readonly actions?: ComponentChildren
  readonly children?: ComponentChildren
}

/** One subject of a page of settings. */
export function Section({ title, hint, actions, children }: SectionProps) {
  const id = useId()
  return (
    <section class="section" aria-labelledby={id}>
      <header class="section-head">
        <div>
          <h2 id={id}>{title}</h2>
          {hint === undefined ? null : <p>{hint}</p>}
        </div>
        {actions}
      </header>
      {children}
    </section>
  )
}

/** A list in a frame. */
export function Card({ children }: { readonly children: ComponentChildren }) {
  return <div class="card">{children}</div>
}
