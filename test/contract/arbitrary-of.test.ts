import { expect, test } from 'bun:test'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import fc from 'fast-check'
import { documentOfApp } from '../../scripts/openapi/document-of-app.ts'
import { arbitraryOf } from './arbitrary-of.ts'
import { type OpenApiDocument, operationsOf } from './document.ts'

/* What the contract test sends as valid has to be. */

const document = (await documentOfApp()) as unknown as OpenApiDocument
const { schemas } = document.components
const ajv = new Ajv2020({ strict: false })
addFormats(ajv)
ajv.addSchema(document, 'document')

const bodies = operationsOf(document)
  .map(({ body }) => body?.schema?.['$ref'])
  .filter((ref) => typeof ref === 'string')

test.each([...new Set(bodies)])('values of %s fit it', ($ref) => {
  const validate = ajv.compile({ $ref: `document${$ref}` })
  const fits = (value: unknown) => {
    if (!validate(value)) throw new Error(ajv.errorsText(validate.errors))
  }
  fc.assert(fc.property(arbitraryOf({ $ref }, schemas), fits), { numRuns: 30 })
})

test('a keyword, a type or a format that it does not know is an error', () => {
  for (const schema of [
    { type: 'string', contentEncoding: 'base64' },
    { type: 'array', items: { type: 'integer', multipleOf: 2 } },
    { type: 'string', format: 'ipv4' },
    { type: 'tuple' },
  ]) {
    expect(() => arbitraryOf(schema, schemas)).toThrow('unknown')
  }
})
