import type { ComponentChildren } from 'preact'

interface ChoiceProps {
  readonly label: string
  readonly hint?: ComponentChildren
  readonly name?: string
  readonly value?: string
  /** At first, in a form that keeps it. */
  readonly initially?: boolean
  readonly checked?: boolean
  readonly disabled?: boolean
  readonly onChange?: (checked: boolean) => void
}

/** One of several that may be ticked. */
export function Checkbox(props: ChoiceProps) {
  return <Tick {...props} type="checkbox" />
}

/** One of several of which one holds; they share a name. */
export function Radio(props: ChoiceProps) {
  return <Tick {...props} type="radio" />
}

function Tick(props: ChoiceProps & { readonly type: 'checkbox' | 'radio' }) {
  const { label, hint, initially, onChange, ...rest } = props
  return (
    <label class="choice">
      <input
        {...rest}
        class="tick"
        defaultChecked={initially}
        onChange={({ currentTarget }) => onChange?.(currentTarget.checked)}
      />
      <span class="choice-text">
        <span class="choice-label">{label}</span>
        {hint === undefined ? null : <span class="choice-hint">{hint}</span>}
      </span>
    </label>
  )
}
