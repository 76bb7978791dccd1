/** @jsxImportSource preact */
import type { ComponentChildren } from 'preact'

interface FieldProps {
  readonly label: string
  /** Its name in the form, and its id. */
  readonly name: string
  readonly type?: 'text' | 'email' | 'password'
  /** What browsers and password managers may fill in (https://html.spec.whatwg.org/#autofill). */
  readonly autocomplete: string
  readonly value?: string
  /** What is wrong with it. */
  readonly error?: string | undefined
  readonly hint?: string
  readonly pattern?: string
  readonly maxLength?: number
  readonly autofocus?: boolean
  readonly optional?: boolean
}

/** One labelled input, with what is wrong with it said where screen readers look. */
export function Field({ label, name, error, hint, optional = false, ...rest }: FieldProps) {
  const { type = 'text', value, autocomplete, pattern, maxLength, autofocus } = rest
  const notes = [error && `${name}-error`, hint && `${name}-hint`].filter(Boolean).join(' ')
  const attributes = {
    id: name,
    name,
    value,
    autocomplete,
    autocapitalize: 'none',
    spellcheck: false,
    required: !optional,
    pattern,
    maxLength,
    autofocus,
    'aria-invalid': error === undefined ? undefined : 'true',
    'aria-describedby': notes || undefined,
  } as const
  return (
    <div class="field">
      <label for={name}>{label}</label>
      {hint === undefined ? null : (
        <p class="hint" id={`${name}-hint`}>
          {hint}
        </p>
      )}
      {error === undefined ? null : (
        <p class="wrong" id={`${name}-error`}>
          {error}
        </p>
      )}
      {type === 'password' ? (
        <input type="password" {...attributes} />
      ) : type === 'email' ? (
        <input type="email" {...attributes} />
      ) : (
        <input type="text" {...attributes} />
      )}
    </div>
  )
}

/** What went wrong with a form, before it; screen readers say it at once. */
export function Alert({ children }: { readonly children: ComponentChildren }) {
  return (
    <div class="alert" role="alert">
      {children}
    </div>
  )
}

/** A value that travels with the form. */
export function Hidden({ name, value }: { readonly name: string; readonly value: string }) {
  return <input type="hidden" name={name} value={value} />
}
