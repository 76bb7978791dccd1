/**
 * Writes a piece in place of a part of the field, and leaves the caret behind it at once: whoever
 * types on finds it there, also where the page is slow to draw.
 *
 * @returns all that stands in the field then
 */
export function replaceText(
  field: HTMLTextAreaElement,
  piece: string,
  from: number,
  to: number,
): string {
  field.setRangeText(piece, from, to, 'end')
  field.focus()
  return field.value
}
