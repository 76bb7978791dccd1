import type { ComponentChildren } from 'preact'
import { useId, useLayoutEffect, useRef } from 'preact/hooks'
import { IconButton } from './button.tsx'
import { classNames } from './class-names.ts'
import { CloseIcon } from './icons.tsx'

export interface DialogProps {
  readonly title: string
  /** A sentence below the title. */
  readonly lead?: ComponentChildren
  readonly wide?: boolean
  /** It holds what cannot be shown again: a press beside it, which may be a slip, does not close it. */
  readonly once?: boolean
  readonly class?: string
  /** Whoever shows it takes it away then. */
  readonly onClose: () => void
  readonly children: ComponentChildren
}

/**
 * A modal dialog, open as long as it is there. The browser keeps the focus inside, and gives it
 * back; Escape, the cross and a press beside it close it.
 */
export function Dialog(props: DialogProps) {
  const { title, lead, wide, once, class: name, onClose, children } = props
  const dialog = useRef<HTMLDialogElement>(null)
  const titleId = useId()
  useLayoutEffect(() => {
    const { current } = dialog
    const before = document.activeElement
    current?.showModal()
    return () => {
      current?.close()
      if (before instanceof HTMLElement && before.isConnected) before.focus()
    }
  }, [])
  return (
    <dialog
      ref={dialog}
      class={classNames('dialog', wide && 'wide', name)}
      aria-labelledby={titleId}
      onCancel={(event) => {
        if (event.target !== dialog.current) return
        event.preventDefault()
        onClose()
      }}
      // The backdrop belongs to the dialog itself, everything else to what is in it.
      onPointerDown={(event) => !once && event.target === dialog.current && onClose()}
    >
      <div class="dialog-head">
        <div>
          <h2 id={titleId}>{title}</h2>
          {lead === undefined ? null : <p>{lead}</p>}
        </div>
        <IconButton compact label="Close" icon={CloseIcon} onClick={onClose} />
      </div>
      {children}
    </dialog>
  )
}

export function DialogBody({ children }: { readonly children: ComponentChildren }) {
  return <div class="dialog-body">{children}</div>
}

export function DialogFoot({ children }: { readonly children: ComponentChildren }) {
  return <div class="dialog-foot">{children}</div>
}
