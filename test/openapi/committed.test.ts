import { expect, test } from 'bun:test'
import { join } from 'node:path'
import { documentOfApp } from '../../scripts/openapi/document-of-app.ts'
import { generatedFiles } from '../../scripts/openapi/generated-files.ts'

/*
 * A change to the API shows in the diff of docs/openapi.json, and reaches the client. When this
 * fails: `npm run openapi`, look at the diff, and commit it.
 */

const generated = generatedFiles(await documentOfApp())

test.each(Object.entries(generated))(
  '%s is what the routes make: npm run openapi',
  async (path, text) => {
    const committed = await Bun.file(join(import.meta.dir, '../..', path)).text()
    expect(committed.split('\n')).toEqual(text.split('\n'))
  },
)
