import { expect } from 'bun:test'
import fc from 'fast-check'
import { isProblem } from '../../../client/problem.ts'
import { toSqliteTime } from '../../../src/database/time.ts'
import { deed, doDeed } from './deeds.ts'
import type { Host } from './host.ts'
import { load } from './load.ts'
import { type Figure, keepLog, type Place, placeAt } from './place.ts'
import type { Scene } from './scene.ts'
import { wrongWith } from './witness.ts'

const FATES = ['kill', 'evict', 'expire', 'prune', 'back up', 'restore', 'check'] as const

/** What an operator does, or fate; nobody else does anything meanwhile. */
const fate = fc.record({
  where: fc.nat(1),
  comes: fc.constantFrom('restart', 'lose the power', ...FATES),
})

/** At the same time, in the workspace with this number. */
const deeds = fc.record({
  where: fc.nat(1),
  deeds: fc.array(deed, { minLength: 1, maxLength: 8 }),
  /** What comes while they are at it. */
  meanwhile: fc.constantFrom(...Array.from({ length: 20 }, () => null), 'kill', 'evict', 'evict'),
})

const step = fc.oneof({ weight: 8, arbitrary: deeds }, { weight: 1, arbitrary: fate })
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

/** @param most steps */
export const history = (most: number) =>
  fc.array(step, { minLength: 4, maxLength: most, size: 'max' })

/** Lets it happen, and then looks at what everybody was told. */
export async function live(host: Host, scene: Scene, steps: readonly Step[]): Promise<void> {
  const places = await Promise.all(scene.map((workspace) => placeAt(host, workspace)))
  const devices = places.flatMap(({ figures }) => figures.flatMap((figure) => figure.devices))
  try {
    await Promise.all(devices.map((device) => device.connect()))
    for (const place of places) await furnish(place)
    for (const step of steps) await take(host, places, step)
    for (const place of places) await check(host, place, places)
  } finally {
    for (const device of devices) device.close()
  }
}

/** Something to begin with: a public room, a private one without one of them, a message in each. */
async function furnish(place: Place): Promise<void> {
  for (const b of [0, 1]) {
    await doDeed(place, { who: 0, does: 'make a room', a: 0, b })
    for (const other of [1, 2, 3].slice(b)) {
      await doDeed(place, { who: 0, does: 'add', a: 0, b: other })
    }
    await doDeed(place, { who: 2, does: 'mention', a: 0, b: 0 })
  }
}

async function take(host: Host, places: readonly Place[], step: Step): Promise<void> {
  const place = places[step.where % places.length]
  if (!place) return
  if ('deeds' in step) {
    const done = step.deeds.map((one) => doDeed(place, one))
    if (step.meanwhile === 'kill') await host.restart('killed')
    if (step.meanwhile === 'evict') await host.evict(place.id)
    await Promise.all(done)
    return
  }
  switch (step.comes) {
    case 'restart':
    case 'kill':
      await host.restart(step.comes === 'kill' ? 'killed' : 'clean')
      return comeBack(place)
    case 'lose the power':
      for (const one of places) await keepLog(host, one)
      await host.restart('unsure')
      return comeBack(place)
    case 'prune':
      await keepLog(host, place)
      return host.prune(place.id)
    case 'evict':
      return host.evict(place.id)
    case 'expire':
      return host.expire(place.id, toSqliteTime(new Date(Date.now() - 20)))
    case 'back up':
      place.backup = await host.backUp()
      return
    case 'restore':
      if (place.backup === undefined) return
      await keepLog(host, place)
      return host.restore(place.slug, place.backup)
    case 'check':
      return check(host, place, places)
  }
}

/** Who waits for a server that is there again need not wait so long. */
async function comeBack({ figures }: Place): Promise<void> {
  for (const { devices } of figures) for (const device of devices) await device.connect()
}

/** Waits until everybody has heard of the same last thing, and compares what they know with REST. */
async function check(host: Host, place: Place, places: readonly Place[]): Promise<void> {
  const { slug, figures } = place
  const others = places.filter((one) => one !== place).map((one) => one.slug)
  const inside = await members(place)
  const mark = `${slug} mark ${crypto.randomUUID()}`
  const [owner] = figures
  await owner?.conclave.updateUser({ workspace: slug, user: 'me', body: { name: mark } })
  await comeBack({ ...place, figures: inside })
  for (const figure of inside) await heard(figure, owner?.userId ?? '', mark)
  await keepLog(host, place)
  for (const { conclave, devices, username } of inside) {
    const { model } = await load(conclave, slug)
    const total = await conclave.getUnread({ workspace: slug })
    expect(sum(model)).toEqual(total)
    const real = model.view()
    for (const device of devices) {
      const of = { of: `${device.kind} of ${username} in ${slug}` }
      expect({ ...of, ...device.follower.model.view() }).toEqual({ ...of, ...real })
    }
  }
  for (const { username, devices } of figures) {
    for (const device of devices) {
      const wrong = wrongWith(place, device, others).slice(0, 5)
      expect([username, device.kind, wrong]).toEqual([username, device.kind, []])
      expect(device.follower.failures).toEqual([])
    }
  }
}

async function members({ slug, figures }: Place): Promise<Figure[]> {
  const inside: Figure[] = []
  for (const figure of figures) {
    try {
      figure.userId = (await figure.conclave.getUser({ workspace: slug, user: 'me' })).id
      inside.push(figure)
    } catch (error) {
      if (!isProblem(error, 'workspace_not_found')) throw error
    }
  }
  return inside
}

/** @throws Error when one of the devices does not hear of it */
async function heard({ devices, username }: Figure, who: string, name: string): Promise<void> {
  for (const { follower, kind } of devices) {
    for (let patience = 1_000; ; patience -= 1) {
      await follower.settled()
      if (!follower.isBlank && follower.model.users.get(who)?.name === name) break
      if (patience === 0) {
        throw new Error(`${kind} of ${username} has not heard: ${follower.failures.join()}`)
      }
      await Bun.sleep(10)
    }
  }
}

function sum({ rooms }: Awaited<ReturnType<typeof load>>['model']) {
  const counts = { unread_count: 0, mention_count: 0 }
  for (const { overview } of rooms.values()) {
    counts.unread_count += overview.unread_count
    counts.mention_count += overview.mention_count
  }
  return counts
}
