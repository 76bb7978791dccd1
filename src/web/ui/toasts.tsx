import { signal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { isProblem } from '../../../client/problem.ts'
import { Button, IconButton } from './button.tsx'
import { classNames } from './class-names.ts'
import { AlertIcon, CheckIcon, CloseIcon, WarningIcon } from './icons.tsx'

interface ToastOptions {
  readonly tone?: 'good' | 'bad'
  /** Something to press, which closes it: "Undo". */
  readonly action?: { readonly label: string; readonly onSelect: () => void }
}

interface Toast extends ToastOptions {
  readonly id: number
  readonly text: string
}

const shown = signal<readonly Toast[]>([])
/** Older ones make room. */
const MOST = 3
/** Milliseconds: enough to read two lines. What went wrong stays longer. */
const LASTS = { good: 4_000, bad: 9_000 }
const icons = { good: CheckIcon, bad: WarningIcon }
let last = 0

/** Says what has just happened, above everything, for some seconds. */
export function toast(text: string, options: ToastOptions = {}): void {
  last += 1
  const id = last
  const others = shown.value.filter((other) => other.text !== text)
  shown.value = [...others, { id, text, ...options }].slice(-MOST)
  setTimeout(() => dismiss(id), LASTS[options.tone ?? 'good'])
}

/** Says what went wrong, in the server's words where it has any. */
export function toastProblem(error: unknown): void {
  if (error instanceof DOMException && error.name === 'AbortError') return
  toast(wordsOf(error), { tone: 'bad' })
}

export function wordsOf(error: unknown): string {
  if (isProblem(error)) return error.errors[0]?.detail ?? error.message
  // What `fetch` throws when nobody answers.
  if (error instanceof TypeError) return 'The server cannot be reached. Are you online?'
  return 'Something went wrong. Please try again.'
}

function dismiss(id: number): void {
  shown.value = shown.value.filter((one) => one.id !== id)
}

/** Where they appear; once in the page. In the top layer, so that no dialog covers them. */
export function Toasts() {
  const box = useRef<HTMLDivElement>(null)
  const toasts = shown.value
  useEffect(() => {
    const { current } = box
    if (current === null) return
    // Shown anew, it stands before a dialog that was opened meanwhile.
    if (current.matches(':popover-open')) current.hidePopover()
    if (toasts.length > 0) current.showPopover()
  }, [toasts])
  return (
    <>
      <div class="unseen" role="status">
        {toasts.filter(({ tone }) => tone !== 'bad').at(-1)?.text}
      </div>
      <div class="unseen" role="alert">
        {toasts.filter(({ tone }) => tone === 'bad').at(-1)?.text}
      </div>
      <div ref={box} class="toasts" popover="manual">
        {toasts.map((one) => (
          <ToastCard key={one.id} {...one} />
        ))}
      </div>
    </>
  )
}

function ToastCard({ id, text, tone, action }: Toast) {
  const Icon = tone === undefined ? AlertIcon : icons[tone]
  return (
    <div class={classNames('toast', tone)}>
      <Icon />
      <span class="toast-text">{text}</span>
      {action === undefined ? null : (
        <Button
          kind="link"
          onClick={() => {
            dismiss(id)
            action.onSelect()
          }}
        >
          {action.label}
        </Button>
      )}
      <IconButton compact label="Dismiss" icon={CloseIcon} onClick={() => dismiss(id)} />
    </div>
  )
}
