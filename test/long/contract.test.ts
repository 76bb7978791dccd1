import { afterAll, beforeAll, expect, test } from 'bun:test'
import { documentOfApp } from '../../scripts/openapi/document-of-app.ts'
import { type Contract, openContract } from '../contract/contract.ts'
import { type OpenApiDocument, operationsOf } from '../contract/document.ts'

/* test/contract with other requests at each run, thousands of them; fast-check prints its seed. */

const REQUESTS = 300

let contract: Contract
beforeAll(async () => {
  contract = await openContract()
})
afterAll(() => contract.stop())

const operations = operationsOf((await documentOfApp()) as unknown as OpenApiDocument)

test.each(operations.map((one) => [one.operationId, one] as const))('%s', async (id, operation) => {
  const counts = await contract.hold(operation, REQUESTS)
  // Some of them mean well, unless those that do not have used up what a client may try.
  const good = Object.keys(counts).filter((status) => Number(status) < 300 || status === '429')
  expect(good, `${id}: ${JSON.stringify(counts)}`).not.toEqual([])
})
