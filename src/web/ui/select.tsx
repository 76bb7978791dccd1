import { useState } from 'preact/hooks'
import { classNames } from './class-names.ts'
import { Field } from './field.tsx'
import { ChevronIcon } from './icons.tsx'

export interface Option<Value extends string> {
  readonly value: Value
  readonly label: string
  readonly disabled?: boolean
}

interface SelectProps<Value extends string> {
  readonly options: readonly Option<Value>[]
  readonly value: Value
  readonly onChange?: (value: Value) => void
  readonly disabled?: boolean
}

interface SelectFieldProps<Value extends string> extends SelectProps<Value> {
  readonly label: string
  readonly name: string
  readonly hint?: string
}

/** One of a few, in a form. It begins with `value`, and keeps what is chosen then. */
export function SelectField<Value extends string>(props: SelectFieldProps<Value>) {
  const { label, name, hint, value, onChange, ...select } = props
  const [chosen, choose] = useState(value)
  return (
    <Field label={label} name={name} {...(hint !== undefined && { hint })}>
      {(attributes) => (
        <Select
          {...attributes}
          {...select}
          value={chosen}
          onChange={(next) => {
            choose(next)
            onChange?.(next)
          }}
        />
      )}
    </Field>
  )
}

interface BareSelectProps<Value extends string> extends SelectProps<Value> {
  /** For screen readers, where no label stands beside it. */
  readonly label?: string
  readonly id?: string
  readonly name?: string
  readonly compact?: boolean
  readonly class?: string
}

/** The browser's own list, which every keyboard and every phone knows, in our clothes. */
export function Select<Value extends string>(props: BareSelectProps<Value>) {
  const { options, value, onChange, label, compact, class: name, ...rest } = props
  return (
    <div class={classNames('select', compact && 'compact', name)}>
      <select
        {...rest}
        class="input"
        aria-label={label}
        value={value}
        onChange={({ currentTarget }) => {
          const chosen = options[currentTarget.selectedIndex]
          if (chosen !== undefined) onChange?.(chosen.value)
        }}
      >
        {options.map((option) => (
          <option
            key={option.value}
            value={option.value}
            disabled={option.disabled}
            selected={option.value === value}
          >
            {option.label}
          </option>
        ))}
      </select>
      <ChevronIcon size={16} />
    </div>
  )
}
