import { afterAll, beforeAll, expect, test } from 'bun:test'
import { documentOfApp } from '../../scripts/openapi/document-of-app.ts'
import { type Contract, openContract } from './contract.ts'
import { type OpenApiDocument, operationsOf } from './document.ts'

/*
 * Whatever is asked, by whomever: the answer is one that the document has for this operation, and
 * other workspaces stay as they are. test/long asks a hundred times as much.
 */

let contract: Contract
beforeAll(async () => {
  contract = await openContract()
})
afterAll(() => contract.stop())

const operations = operationsOf((await documentOfApp()) as unknown as OpenApiDocument)

test.each(operations.map((one) => [one.operationId, one] as const))('%s', async (_, operation) => {
  const counts = await contract.hold(operation, 15, 1)
  expect(Object.keys(counts).length).toBeGreaterThan(0)
})
