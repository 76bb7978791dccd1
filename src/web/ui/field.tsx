import type { ComponentChildren, Ref } from 'preact'
import { useContext, useId } from 'preact/hooks'
import { classNames } from './class-names.ts'
import { FormContext } from './form.tsx'
import { AlertIcon } from './icons.tsx'

interface Labelled {
  readonly label: string
  /** Said for screen readers only, where the place makes it plain. */
  readonly quietLabel?: boolean
  readonly hint?: ComponentChildren
  readonly optional?: boolean
  /** What it has to be, where the server would answer with a pattern. */
  readonly rule?: string
  /** Its name in the API, by which the form finds what is wrong with it. */
  readonly name: string
}

interface FieldProps extends Labelled {
  /** @param attributes what the control has to carry */
  readonly children: (attributes: ControlAttributes) => ComponentChildren
}

export interface ControlAttributes {
  readonly id: string
  readonly name: string
  readonly 'aria-invalid': 'true' | undefined
  readonly 'aria-describedby': string | undefined
}

/** A control with its label, what helps, and what is wrong, all tied together. */
export function Field(props: FieldProps) {
  const { label, quietLabel, hint, optional, rule, name, children } = props
  const id = useId()
  const said = useContext(FormContext).errors[name]
  const error = rule !== undefined && said?.includes('matches ^') ? rule : said
  const described = [hint !== undefined && `${id}-hint`, error !== undefined && `${id}-error`]
  return (
    <div class="field">
      <label for={id} class={classNames(quietLabel && 'unseen')}>
        {label}
        {optional ? <span class="optional"> (optional)</span> : null}
      </label>
      {children({
        id,
        name,
        'aria-invalid': error === undefined ? undefined : 'true',
        'aria-describedby': classNames(...described.map((one) => one || null)) || undefined,
      })}
      {error === undefined ? null : (
        <p class="field-error" id={`${id}-error`}>
          <AlertIcon size={16} />
          {error}
        </p>
      )}
      {hint === undefined ? null : (
        <p class="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  )
}

/** Each apart, because Preact's types tell the attributes of one from those of another. */
const types = {
  text: { type: 'text' },
  email: { type: 'email' },
  password: { type: 'password' },
  number: { type: 'number' },
  date: { type: 'date' },
} as const

interface TextFieldProps extends Labelled {
  readonly type?: keyof typeof types
  readonly value?: string
  readonly placeholder?: string
  /** What browsers and password managers may fill in (https://html.spec.whatwg.org/#autofill). */
  readonly autocomplete?: string
  readonly maxLength?: number
  readonly min?: number | string
  readonly max?: number | string
  readonly autofocus?: boolean
  readonly disabled?: boolean
  /** A name or an address, and no prose. */
  readonly plain?: boolean
  /** What stands before it and is not typed. */
  readonly affix?: string
  readonly inputRef?: Ref<HTMLInputElement>
  readonly onInput?: (value: string) => void
}

export function TextField(props: TextFieldProps) {
  const { label, quietLabel, hint, optional, rule, name, affix, plain, ...rest } = props
  const { value, inputRef, onInput, type = 'text', autocomplete = 'off', ...more } = rest
  const labelled = { label, name, ...(quietLabel && { quietLabel }), ...(optional && { optional }) }
  return (
    <Field {...labelled} {...(rule && { rule })} {...(hint !== undefined && { hint })}>
      {(attributes) => {
        const input = (
          <input
            {...attributes}
            {...more}
            {...(inputRef !== undefined && { ref: inputRef })}
            class="input"
            {...types[type]}
            defaultValue={value}
            autocomplete={autocomplete}
            {...(plain && { autocapitalize: 'none', spellcheck: false })}
            onInput={onInput && (({ currentTarget }) => onInput(currentTarget.value))}
          />
        )
        if (affix === undefined) return input
        return (
          <span class="affixed">
            <span class="affix">{affix}</span>
            {input}
          </span>
        )
      }}
    </Field>
  )
}

interface TextAreaProps extends Labelled {
  readonly value?: string
  readonly rows?: number
  readonly maxLength?: number
}

export function TextArea({ value, rows = 3, maxLength, ...labelled }: TextAreaProps) {
  return (
    <Field {...labelled}>
      {(attributes) => (
        <textarea
          {...attributes}
          class="input"
          rows={rows}
          maxLength={maxLength}
          defaultValue={value}
        />
      )}
    </Field>
  )
}
