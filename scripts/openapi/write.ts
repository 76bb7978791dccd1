import { join } from 'node:path'
import { documentOfApp } from './document-of-app.ts'
import { generatedFiles } from './generated-files.ts'

/** `npm run openapi`: writes anew what is made of the routes. */
const root = join(import.meta.dir, '../..')
for (const [path, text] of Object.entries(generatedFiles(await documentOfApp()))) {
  await Bun.write(join(root, path), text)
  console.log(path)
}
