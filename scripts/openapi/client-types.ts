import type { OpenApiDocument, Schema } from '../../src/modules/documentation/openapi.ts'
import { type ClientOperation, operationsOf } from './operations.ts'
import { comment, fieldsOf, indented, property, typeOfSchema } from './type-of-schema.ts'

/** The file with an interface for each schema, and what each operation takes and answers. */
export function clientTypes(document: OpenApiDocument): string {
  const schemas = document.components['schemas'] as Readonly<Record<string, Schema>>
  const interfaces = Object.entries(schemas).map(
    ([name, schema]) => `${comment(schema['description'])}export ${declaration(name, schema)}\n`,
  )
  const operations = operationsOf(document).map(
    (one) => `${comment(one.summary)}${one.id}: ${operationType(one)}\n`,
  )
  return [
    '// Made of docs/openapi.json by `npm run openapi`.\n',
    ...interfaces,
    `/** What each operation takes and answers. */\nexport interface Operations {\n${indented(operations.join(''))}}\n`,
  ].join('\n')
}

function declaration(name: string, schema: Schema): string {
  return 'properties' in schema
    ? `interface ${name} ${fieldsOf(schema)}`
    : `type ${name} = ${typeOfSchema(schema)}`
}

function operationType(one: ClientOperation): string {
  const answer = answerType(one)
  const lines = [`input: ${inputType(one)}`, `answer: ${answer}`]
  if (one.paging !== null) lines.push(`item: ${typeOfSchema(one.paging.schema)}`)
  return `{\n${indented(`${lines.join('\n')}\n`)}}`
}

function inputType({ id, parameters, body }: ClientOperation): string {
  if (body !== null && parameters.some(({ name }) => name === 'body')) {
    throw new Error(`${id} has a parameter that is called body`)
  }
  const fields = parameters.map(({ name, required, description, schema }) => {
    const mark = required ? '' : '?'
    return `${comment(description)}readonly ${property(name)}${mark}: ${typeOfSchema(schema)}\n`
  })
  if (body !== null) {
    const type = body.schema === null ? 'BodyInit' : typeOfSchema(body.schema)
    fields.push(`readonly body${body.required ? '' : '?'}: ${type}\n`)
  }
  return fields.length === 0 ? '{}' : `{\n${indented(fields.join(''))}}`
}

function answerType({ answers, streamed }: ClientOperation): string {
  if (streamed) return 'Response'
  return [...new Set(answers.map(typeOfSchema))].join(' | ') || 'undefined'
}
