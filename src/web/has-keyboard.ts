/** A finger has no Shift key to make a new line with, and a keyboard on the screen covers half of it. */
export function hasKeyboard(): boolean {
  return window.matchMedia('(pointer: fine)').matches
}
