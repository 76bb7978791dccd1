import type { ComponentChildren } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { isWritable, useOpenRoom } from '../messages/room-context.ts'
import { PaperclipIcon } from '../ui/icons.tsx'
import { useWorkspace } from '../use-workspace.ts'

/** Takes files that are dropped anywhere on it. */
export function DropZone({ children }: { readonly children: ComponentChildren }) {
  const { uploads, workspace } = useWorkspace()
  const { place, room } = useOpenRoom()
  const [over, setOver] = useState(false)
  const zone = useRef<HTMLDivElement>(null)
  const writable = isWritable(room, workspace.value.state)

  useEffect(() => {
    const { current } = zone
    if (current === null || !writable) return
    return takeFiles(current, setOver, (files) => uploads.begin(place, files))
  }, [place, writable])

  return (
    <div ref={zone} class="drop-zone">
      {children}
      {over ? (
        <div class="drop-here" aria-hidden="true">
          <PaperclipIcon size={28} />
          Drop files to attach them
        </div>
      ) : null}
    </div>
  )
}

/** @param over told whether files are held above it. @returns ends it */
function takeFiles(
  zone: HTMLElement,
  over: (isOver: boolean) => void,
  take: (files: readonly File[]) => void,
): () => void {
  // Each element within tells of coming and going: only the balance counts.
  let depth = 0
  const listen = (event: DragEvent) => {
    if (!event.dataTransfer?.types.includes('Files')) return
    event.preventDefault()
    if (event.type === 'dragenter') depth += 1
    if (event.type === 'dragleave') depth -= 1
    if (event.type === 'drop') {
      depth = 0
      take([...event.dataTransfer.files])
    }
    over(depth > 0)
  }
  const types = ['dragenter', 'dragover', 'dragleave', 'drop'] as const
  for (const type of types) zone.addEventListener(type, listen)
  return () => {
    for (const type of types) zone.removeEventListener(type, listen)
  }
}
