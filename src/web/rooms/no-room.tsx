/** A workspace of which no room is open. */
export function NoRoom() {
  return <p class="no-room">Choose a room.</p>
}
