import { navigate, withQuery } from '../location.ts'

/** Shows a message and its replies beside the room. @param message the one that is answered */
export function openThread(message: number): void {
  navigate(withQuery({ panel: `thread:${message}`, m: null }))
}
