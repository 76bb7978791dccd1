import { useId, useState } from 'preact/hooks'
import { Button } from './button.tsx'
import { CheckIcon, CopyIcon } from './icons.tsx'
import { toastProblem } from './toasts.tsx'

interface CopyFieldProps {
  readonly label: string
  readonly value: string
}

/** A value that is there to be taken elsewhere: a link, a token. */
export function CopyField({ label, value }: CopyFieldProps) {
  const id = useId()
  const [copied, setCopied] = useState(false)
  const copy = () => {
    navigator.clipboard.writeText(value).then(() => setCopied(true), toastProblem)
  }
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <div class="copy-field">
        <input
          id={id}
          class="input"
          readOnly
          value={value}
          onFocus={({ currentTarget }) => currentTarget.select()}
        />
        <Button icon={copied ? CheckIcon : CopyIcon} onClick={copy}>
          {copied ? 'Copied' : 'Copy'}
        </Button>
      </div>
    </div>
  )
}
