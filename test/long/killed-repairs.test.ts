import { test } from 'bun:test'
import { killAndRepair, POINTS, REPAIRED_TWICE, REPAIRS } from '../tenancy/killed-operation.ts'

/** test/tenancy/life-cycle-crash.test.ts has one point of each operation. */
test.each(
  POINTS.filter(([, point]) => REPAIRED_TWICE.has(point)).flatMap(([operation, point, outcome]) =>
    REPAIRS[operation].map((again) => [operation, point, outcome, again] as const),
  ),
)('%s, killed at "%s", is %s, also when its repair is killed at "%s"', killAndRepair)
