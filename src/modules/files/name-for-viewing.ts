/** How names of these images end; the first is what an image without one gets. */
const ENDINGS: Readonly<Record<string, readonly string[]>> = {
  'image/png': ['png'],
  'image/gif': ['gif'],
  'image/jpeg': ['jpg', 'jpeg', 'jpe', 'jfif'],
  'image/webp': ['webp'],
  'image/avif': ['avif'],
  'image/heic': ['heic', 'heif'],
}

/**
 * The name under which an image can be saved from where it is shown. An image can be a page as well,
 * and `p.html` would be one as soon as it is opened from a disk.
 */
export function nameForViewing(name: string, mediaType: string): string {
  const [usual = 'bin', ...others] = ENDINGS[mediaType] ?? []
  const ending = /\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? ''
  return ending === usual || others.includes(ending) ? name : `${name}.${usual}`
}
