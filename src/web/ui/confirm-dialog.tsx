import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { Button } from './button.tsx'
import { Dialog, DialogBody, DialogFoot } from './dialog.tsx'
import { TextField } from './field.tsx'
import { Form, Submit } from './form.tsx'

interface ConfirmDialogProps {
  readonly title: string
  /** What will be so afterwards. */
  readonly children: ComponentChildren
  /** What the button does: "Delete room". */
  readonly confirm: string
  /** It cannot be undone. */
  readonly danger?: boolean
  /** What has to be typed before, for what is worst. */
  readonly typed?: string
  /** Closes when it has succeeded. */
  readonly onConfirm: () => Promise<unknown>
  readonly onClose: () => void
}

/** Asks before something is done. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { title, children, confirm, danger, typed, onConfirm, onClose } = props
  const [text, setText] = useState('')
  const ready = typed === undefined || text.trim() === typed
  return (
    <Dialog title={title} onClose={onClose}>
      <Form
        onSubmit={async () => {
          if (!ready) return
          await onConfirm()
          onClose()
        }}
      >
        <DialogBody>
          <div class="fields">
            <div class="prose">{children}</div>
            {typed === undefined ? null : (
              <TextField
                label={`Type ${typed} to confirm`}
                name="confirmation"
                plain
                autofocus
                onInput={setText}
              />
            )}
          </div>
        </DialogBody>
        <DialogFoot>
          <Button onClick={onClose}>Cancel</Button>
          <Submit kind={danger ? 'danger' : 'primary'} disabled={!ready}>
            {confirm}
          </Submit>
        </DialogFoot>
      </Form>
    </Dialog>
  )
}
