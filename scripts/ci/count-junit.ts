import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** How many test cases passed, failed and were skipped. */
export type TestCount = { passed: number; failed: number; skipped: number }

/**
 * What one run of the test runner left behind.
 *
 * @property report the JUnit file's text, or null when the runner wrote none
 * @property status the runner's exit status
 * @property files the test files that it was meant to run, as paths from the repository's root
 */
export type SuiteRun = { report: string | null; status: number; files: readonly string[] }

/**
 * Counts the cases of one run. Cases are counted one by one, because the totals in the attributes
 * of nested suites repeat each other.
 *
 * Bun leaves out of its report a file that does not load, and writes no report at all when a test
 * ends the process. So a file that reports nothing is one failure, and so is a status that no
 * reported failure explains.
 */
export function countSuite({ report, status, files }: SuiteRun): TestCount {
  const complete = report?.trimEnd().endsWith('</testsuites>') ? report : ''
  const count = countCases(complete)
  const reported = new Set([...complete.matchAll(/<testsuite [^>]*?\bfile="([^"]*)"/g)].map(fileOf))
  count.failed += files.filter((file) => !reported.has(file)).length
  if (count.failed === 0 && (status !== 0 || !complete)) count.failed = 1
  return count
}

function countCases(report: string): TestCount {
  const count = { passed: 0, failed: 0, skipped: 0 }
  // Attribute values and text have `<` escaped, so this text can only be an element.
  for (const piece of report.split('<testcase ').slice(1)) {
    if (/<(failure|error)\b/.test(piece)) count.failed += 1
    else if (/<skipped\b/.test(piece)) count.skipped += 1
    else count.passed += 1
  }
  return count
}

const ENTITIES: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

function fileOf(match: RegExpMatchArray): string {
  return (match[1] ?? '').replace(/&(\w+);/g, (whole, name: string) => ENTITIES[name] ?? whole)
}

/**
 * Adds up the runs of a folder. Each run is `NAME.status` (a number) with `NAME.files` (one path a
 * line) and, if the runner wrote it, `NAME.xml`.
 */
export function countFolder(folder: string): TestCount {
  const total = { passed: 0, failed: 0, skipped: 0 }
  for (const entry of readdirSync(folder).filter((name) => name.endsWith('.status'))) {
    const base = join(folder, entry.slice(0, -'.status'.length))
    const count = countSuite({
      report: readIfThere(`${base}.xml`),
      status: Number.parseInt(readFileSync(`${base}.status`, 'utf8'), 10),
      files: readFileSync(`${base}.files`, 'utf8').split('\n').filter(Boolean),
    })
    total.passed += count.passed
    total.failed += count.failed
    total.skipped += count.skipped
  }
  return total
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null // the counting names what is missing
  }
}

/** `N passed, N failed`, and `, N skipped` only where there is something skipped. */
export function summaryLine({ passed, failed, skipped }: TestCount): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}

if (import.meta.main) {
  const [folder] = process.argv.slice(2)
  if (!folder) {
    console.error('usage: bun scripts/ci/count-junit.ts FOLDER')
    process.exit(2)
  }
  const total = countFolder(folder)
  console.log(summaryLine(total))
  // A run in which nothing passed has proven nothing.
  process.exit(total.failed === 0 && total.passed > 0 ? 0 : 1)
}
