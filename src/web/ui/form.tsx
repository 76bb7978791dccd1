import { type ComponentChildren, createContext } from 'preact'
import { useContext, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { ProblemCode } from '../../../client/options.ts'
import { isProblem } from '../../../client/problem.ts'
import { Button } from './button.tsx'
import type { Icon } from './icons.tsx'
import { toast, toastProblem } from './toasts.tsx'

interface FormState {
  readonly busy: boolean
  /** Whether anything is other than it was when the form appeared, or was last sent. */
  readonly changed: boolean
  /** What is wrong, by the name of the field. */
  readonly errors: Readonly<Record<string, string>>
}

export const FormContext = createContext<FormState>({ busy: false, changed: true, errors: {} })

interface FormProps {
  /** Sends it. What it throws is shown at its fields, or as a toast where it belongs to none. */
  readonly onSubmit: (values: FormValues) => Promise<unknown>
  /** Fields of problems that have no pointer: `{ slug_taken: 'slug' }`. */
  readonly codes?: Readonly<Partial<Record<ProblemCode, string>>>
  readonly class?: string
  readonly label?: string
  readonly children: ComponentChildren
}

/** What was typed, by name. */
export interface FormValues {
  /** Without blanks at its ends; empty where there is no such field. */
  text(name: string): string
  /** As it was typed: a password. */
  exact(name: string): string
  /** Of boxes that are ticked, or buttons that are chosen. */
  all(name: string): readonly string[]
}

/** Fields that are sent together. They keep their own values; their names are the API's. */
export function Form({ onSubmit, codes = {}, class: name, label, children }: FormProps) {
  const form = useRef<HTMLFormElement>(null)
  const sent = useRef('')
  const [busy, setBusy] = useState(false)
  const [changed, setChanged] = useState(false)
  const [errors, setErrors] = useState<Readonly<Record<string, string>>>({})
  useLayoutEffect(() => {
    sent.current = textOf(form.current)
  }, [])
  useLayoutEffect(() => {
    form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  }, [errors])

  async function submit(event: Event): Promise<void> {
    event.preventDefault()
    if (busy || form.current === null) return
    setBusy(true)
    setErrors({})
    const text = textOf(form.current)
    try {
      await onSubmit(valuesOf(form.current))
      sent.current = text
      setChanged(false)
    } catch (error) {
      refuse(error)
    } finally {
      setBusy(false)
    }
  }

  function refuse(error: unknown): void {
    if (!isProblem(error)) {
      toastProblem(error)
      return
    }
    const found: Record<string, string> = {}
    const field = codes[error.code]
    if (field !== undefined) found[field] = error.message
    for (const { pointer, detail } of error.errors) {
      const [, at = ''] = /^[/?]([^/]+)/.exec(pointer) ?? []
      if (form.current?.elements.namedItem(at)) found[at] ??= sentence(detail)
      else toast(sentence(detail), { tone: 'bad' })
    }
    if (field === undefined && error.errors.length === 0) toastProblem(error)
    setErrors(found)
  }

  return (
    <FormContext.Provider value={{ busy, changed, errors }}>
      <form
        ref={form}
        class={name}
        aria-label={label}
        noValidate
        onSubmit={submit}
        onInput={() => setChanged(textOf(form.current) !== sent.current)}
      >
        {children}
      </form>
    </FormContext.Provider>
  )
}

interface SubmitProps {
  readonly children: ComponentChildren
  readonly kind?: 'primary' | 'danger'
  readonly icon?: Icon
  /** There is nothing to send before something is changed. */
  readonly whenChanged?: boolean
  readonly disabled?: boolean
}

/** The button that sends the form around it. */
export function Submit({
  children,
  kind = 'primary',
  whenChanged,
  disabled,
  ...rest
}: SubmitProps) {
  const { busy, changed } = useContext(FormContext)
  return (
    <Button
      {...rest}
      type="submit"
      kind={kind}
      busy={busy}
      disabled={disabled || (whenChanged && !changed)}
    >
      {children}
    </Button>
  )
}

function valuesOf(form: HTMLFormElement): FormValues {
  const data = new FormData(form)
  const exact = (name: string) => {
    const value = data.get(name)
    return typeof value === 'string' ? value : ''
  }
  return {
    exact,
    text: (name) => exact(name).trim(),
    all: (name) => data.getAll(name).filter((value) => typeof value === 'string'),
  }
}

function textOf(form: HTMLFormElement | null): string {
  return form === null ? '' : JSON.stringify([...new FormData(form)])
}

/** "must not be blank" stands behind a name in the API, and alone below a field. */
function sentence(detail: string): string {
  return detail.charAt(0).toLocaleUpperCase() + detail.slice(1)
}
