import type { UploadedFile } from '../../../client/generated/types.ts'
import { bytes as sizeOf } from '../ui/bytes.ts'
import { DownloadIcon, FileIcon } from '../ui/icons.tsx'
import { useWorkspace } from '../use-workspace.ts'

interface MessageFileProps {
  readonly file: UploadedFile
  /** Shown as a picture, and not as a name to save it by. */
  readonly asImage: boolean
}

/** Pixels within which a picture is shown. */
const WIDEST = 420
const HIGHEST = 320

/** What was sent along: a picture, or something to save. */
export function MessageFile({ file, asImage }: MessageFileProps) {
  const { id } = useWorkspace()
  const { name, bytes, width, height } = file
  const href = `/workspaces/${id}/files/${file.id}`
  if (asImage && width !== null && height !== null) {
    const scale = Math.min(1, WIDEST / width, HIGHEST / height)
    return (
      <a
        class="picture"
        href={href}
        target="_blank"
        rel="noopener"
        aria-label={`${name}, open in full size`}
      >
        <img
          src={href}
          alt={name}
          width={Math.max(1, Math.round(width * scale))}
          height={Math.max(1, Math.round(height * scale))}
          loading="lazy"
          decoding="async"
        />
      </a>
    )
  }
  return (
    <a class="file" href={href} download={name}>
      <FileIcon size={24} />
      <span class="file-text">
        <span class="file-name truncate">{name}</span>
        <span class="muted small">{sizeOf(bytes)}</span>
      </span>
      <DownloadIcon />
    </a>
  )
}
