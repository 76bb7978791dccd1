import type { ComponentChildren } from 'preact'
import { useContext, useId } from 'preact/hooks'
import { classNames } from './class-names.ts'
import { FormContext } from './form.tsx'
import { AlertIcon, type Icon } from './icons.tsx'

interface ChoicesProps {
  readonly legend: string
  /** By which the form finds what is wrong. */
  readonly name: string
  /** Each in a box of its own. */
  readonly boxed?: boolean
  readonly children: ComponentChildren
}

/** Ticks that belong together, under one heading. */
export function Choices({ legend, name, boxed, children }: ChoicesProps) {
  const id = useId()
  const error = useContext(FormContext).errors[name]
  return (
    <fieldset class="field" aria-describedby={error === undefined ? undefined : `${id}-error`}>
      <legend class="label">{legend}</legend>
      <div class={classNames('choices', boxed && 'boxed')}>{children}</div>
      {error === undefined ? null : (
        <p class="field-error" id={`${id}-error`}>
          <AlertIcon size={16} />
          {error}
        </p>
      )}
    </fieldset>
  )
}

interface SegmentsProps<Value extends string> {
  readonly legend: string
  readonly options: readonly {
    readonly value: Value
    readonly label: string
    readonly icon?: Icon
  }[]
  readonly value: Value
  readonly onChange: (value: Value) => void
}

/** One of two or three, side by side. */
export function Segments<Value extends string>(props: SegmentsProps<Value>) {
  const { legend, options, value, onChange } = props
  const name = useId()
  return (
    <fieldset class="segments">
      <legend class="unseen">{legend}</legend>
      {options.map(({ value: one, label, icon: Icon }) => (
        <label key={one}>
          <input type="radio" name={name} checked={one === value} onChange={() => onChange(one)} />
          {Icon === undefined ? null : <Icon size={16} />}
          {label}
        </label>
      ))}
    </fieldset>
  )
}
