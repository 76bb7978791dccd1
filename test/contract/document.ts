/** JSON Schema 2020-12, as far as the document uses it. */
export type Schema = Readonly<Record<string, unknown>>

export interface Parameter {
  readonly name: string
  readonly in: string
  readonly required: boolean
  readonly schema: Schema
}

/** One operation of the OpenAPI document. */
export interface Operation {
  readonly operationId: string
  readonly method: string
  readonly path: string
  readonly parameters: readonly Parameter[]
  readonly body: RequestBody | null
}

interface RequestBody {
  readonly required: boolean
  readonly mediaTypes: readonly string[]
  /** Null where it is not JSON. */
  readonly schema: Schema | null
}

export interface OpenApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, RawOperation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> }
}

interface RawOperation {
  readonly operationId: string
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: {
    readonly required?: boolean
    readonly content: Readonly<Record<string, { readonly schema?: Schema }>>
  }
}

export function operationsOf({ paths }: OpenApiDocument): Operation[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId, parameters = [], requestBody }]) => ({
      operationId,
      method: method.toUpperCase(),
      path,
      parameters,
      body: requestBody === undefined ? null : bodyOf(requestBody),
    })),
  )
}

function bodyOf({ required = false, content }: NonNullable<RawOperation['requestBody']>) {
  const schema = content['application/json']?.schema ?? null
  return { required, mediaTypes: Object.keys(content), schema }
}
