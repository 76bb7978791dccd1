import { afterAll, expect, test } from 'bun:test'
import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { cleanUp } from '../harness/process.ts'
import { chart } from '../soak/chart.ts'
import { earlyAndLate, growth } from '../soak/growth.ts'
import { soak } from '../soak/soak.ts'

afterAll(cleanUp)

/** SOAK_MINUTES=2 tries it out; SOAK_CHART=docs/soak.svg keeps the picture. */
const { SOAK_MINUTES, SOAK_RATE, SOAK_CHART } = process.env
const minutes = Number(SOAK_MINUTES ?? 60)
const MINUTE = 60_000

test(
  `${minutes} minutes of mixed load over 2,000 workspaces: all stays flat, and nothing is lost`,
  async () => {
    const report = await soak({
      minutes,
      workspaces: 2_000,
      open: 1_000,
      followed: 100,
      requestsPerSecond: Number(SOAK_RATE ?? 200),
      samples: 180,
    })
    console.table(earlyAndLate(report.samples))
    if (SOAK_CHART !== undefined) writeFileSync(resolve(SOAK_CHART), chart(report))

    expect(report.faults.slice(0, 20)).toEqual([])
    expect(growth(report.samples)).toEqual([])
  },
  (minutes + 15) * MINUTE,
)
