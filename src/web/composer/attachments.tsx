import type { UploadedFile } from '../../../client/generated/types.ts'
import { useOpenRoom } from '../messages/room-context.ts'
import type { Upload } from '../store/uploads.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { bytes } from '../ui/bytes.ts'
import { CloseIcon, FileIcon, WarningIcon } from '../ui/icons.tsx'
import { wordsOf } from '../ui/toasts.tsx'
import { useWorkspace } from '../use-workspace.ts'

/** The files that go with the message, and those on their way. */
export function Attachments() {
  const { drafts, uploads } = useWorkspace()
  const { place } = useOpenRoom()
  const { files, edit } = drafts.of(place).value
  const running = uploads.of(place).value
  if (edit !== null || files.length + running.length === 0) return null
  return (
    <ul class="attachments" aria-label="Files">
      {files.map((file) => (
        <Attached key={file.id} file={file} />
      ))}
      {running.map((upload) => (
        <Running key={upload.id} upload={upload} />
      ))}
    </ul>
  )
}

function Attached({ file }: { readonly file: UploadedFile }) {
  const { id, drafts } = useWorkspace()
  const { place } = useOpenRoom()
  const remove = () => {
    const { files } = drafts.of(place).peek()
    drafts.change(place, { files: files.filter((one) => one.id !== file.id) })
  }
  return (
    <li class="attachment">
      {file.width === null ? (
        <FileIcon size={24} />
      ) : (
        <img src={`/workspaces/${id}/files/${file.id}`} alt="" width={40} height={40} />
      )}
      <span class="file-text">
        <span class="file-name truncate">{file.name}</span>
        <span class="muted small">{bytes(file.bytes)}</span>
      </span>
      <IconButton compact label={`Remove ${file.name}`} icon={CloseIcon} onClick={remove} />
    </li>
  )
}

function Running({ upload: { id, name, part, problem } }: { readonly upload: Upload }) {
  const { uploads } = useWorkspace()
  const { place } = useOpenRoom()
  return (
    <li class="attachment">
      {problem === null ? <FileIcon size={24} /> : <WarningIcon size={24} />}
      <span class="file-text">
        <span class="file-name truncate">{name}</span>
        {problem === null ? (
          <progress class="meter" max={1} value={part} aria-label={`Uploading ${name}`} />
        ) : (
          <span class="small bad" role="alert">
            {wordsOf(problem)}{' '}
            <Button kind="link" onClick={() => uploads.again(place, id)}>
              Try again
            </Button>
          </span>
        )}
      </span>
      <IconButton
        compact
        label={`Cancel ${name}`}
        icon={CloseIcon}
        onClick={() => uploads.cancel(place, id)}
      />
    </li>
  )
}
