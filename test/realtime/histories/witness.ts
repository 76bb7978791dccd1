import type { EventRow } from '../../../src/models/rows.ts'
import type { Device } from './devices.ts'
import type { Stretch, Told } from './follower.ts'
import type { Place } from './place.ts'

/** From which event on somebody belonged, and up to which. */
interface Span {
  readonly from: number
  /** When that was, as of `Date.now()`. */
  readonly since: number
  until: number
}

/** Who was in each room, and in the workspace, by the log. */
class Memberships {
  readonly #spans = new Map<string, Span[]>()

  constructor(rows: readonly EventRow[]) {
    for (const { seq, type, room_id, user_id, created_at } of rows) {
      const spans = this.of(room_id, user_id ?? '')
      const isMember = spans.at(-1)?.until === Number.POSITIVE_INFINITY
      const since = Date.parse(`${created_at.replace(' ', 'T')}Z`)
      if ((type === 'member.added' || type === 'user.added') && !isMember) {
        spans.push({ from: seq, since, until: Number.POSITIVE_INFINITY })
      }
      const last = spans.at(-1)
      if ((type === 'member.removed' || type === 'user.removed') && last && isMember)
        last.until = seq
    }
  }

  /** @param room null for the workspace */
  of(room: number | null, user: string): Span[] {
    const key = `${room} ${user}`
    const spans = this.#spans.get(key) ?? []
    this.#spans.set(key, spans)
    return spans
  }
}

/** What a device was told that it must not have been, or was not told that it must have been. */
export function wrongWith(place: Place, device: Device, others: readonly string[]): string[] {
  const { heard, stretches } = device.follower
  return [
    ...stretches.flatMap(outOfOrder),
    ...heard.flatMap(({ event }) => {
      const text = JSON.stringify(event)
      return others.filter((slug) => text.includes(slug)).map((slug) => `of ${slug}: ${text}`)
    }),
    ...[...place.logs].flatMap(([epoch, rows]) => {
      const ofEpoch = stretches.filter((stretch) => stretch.epoch === epoch)
      const me = ofEpoch.at(-1)?.me
      if (me === undefined) return []
      const memberships = new Memberships(rows)
      const bySeq = new Map(rows.map((row) => [row.seq, row]))
      const told = heard.filter(({ event }) => event.id === `${epoch}.${event.seq}`)
      return told.flatMap((one) => notForThem(one, bySeq.get(one.event.seq), me, memberships))
    }),
    ...heard.flatMap(({ event }) => {
      const epoch = event.id.split('.')[0] ?? ''
      return place.logs.has(epoch) ? [] : [`of no log: ${JSON.stringify(event)}`]
    }),
    ...lost(place, device),
  ]
}

function outOfOrder({ told }: Stretch): string[] {
  return told.flatMap(({ event: { seq } }, index) => {
    const before = told[index - 1]?.event.seq ?? 0
    return seq > before ? [] : [`${seq} comes after ${before}`]
  })
}

function notForThem(
  { event, at }: Told,
  row: EventRow | undefined,
  me: string,
  memberships: Memberships,
): string[] {
  if (row === undefined || row.type !== event.type || row.room_id !== event.room_id) {
    return [`not what is in the log: ${JSON.stringify(event)}`]
  }
  const { type, room_id, user_id, seq } = row
  if (type === 'member.removed' && user_id === me) return []
  if (type === 'read.moved' && user_id !== me) return [`read by somebody else: ${seq}`]
  // At some moment between the change and its arrival they must have been a member.
  const allowed = memberships.of(room_id, me).some(({ since, until }) => until > seq && since <= at)
  return allowed ? [] : [`not for ${me}: ${JSON.stringify(event)}`]
}

/** In the stretch that it knows everything by: what it was never told. */
function lost({ logs }: Place, { follower }: Device): string[] {
  const stretch = follower.stretches.at(-1)
  const rows = logs.get(stretch?.epoch ?? '')
  if (!stretch || !rows || follower.isBlank) return []
  const { me, after, told } = stretch
  const memberships = new Memberships(rows)
  const seqs = new Set(told.map(({ event }) => event.seq))
  const end = Math.max(0, ...seqs)
  const stays = (room: number | null, user: string, seq: number) =>
    memberships.of(room, user).some(({ from, until }) => from < seq && until > end)
  return rows.flatMap(({ seq, type, room_id, user_id, message_id }) => {
    if (seq <= after || seq > end || seqs.has(seq)) return []
    if (room_id !== null && !stays(room_id, me, seq)) return []
    if (type === 'read.moved' && user_id !== me) return []
    // What these name is gone by now, so that nobody had to be told.
    const { model } = follower
    if (type === 'member.added' || type === 'member.updated') {
      if (!stays(room_id, user_id ?? '', seq + 1)) return []
    } else if (message_id !== null && type !== 'message.erased') {
      if (!model.rooms.get(room_id ?? 0)?.messages.has(message_id)) return []
    }
    return [`never told of ${seq} ${type}`]
  })
}
