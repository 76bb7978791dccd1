/*
 * OpenAPI 3.1, as far as this module writes it. The package openapi-types knows
 * more, but types everything as one of two, and is not ours to depend on.
 */

export interface Schema {
  readonly title?: string
  readonly [keyword: string]: unknown
}

export interface Parameter {
  readonly in: string
  readonly name: string
  readonly required: boolean
  readonly description?: string
  readonly schema: Schema
}

export interface Operation {
  readonly operationId?: string
  readonly summary?: string
  readonly tags?: readonly string[]
  readonly security?: readonly object[]
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly required?: boolean; readonly content: Record<string, unknown> }
  readonly responses: Readonly<Record<string, object>>
  /** What `optionalBody` of an operation says; gone from the document. */
  readonly 'x-optional-body'?: boolean
  /** What `rawBody` of an operation says; likewise. */
  readonly 'x-raw-body'?: boolean
  /** What `requestHeaders` of an operation says; likewise. */
  readonly 'x-request-headers'?: Readonly<Record<string, string>>
}

export type Paths = Readonly<Record<string, Readonly<Record<string, Operation>>>>

export interface OpenApiDocument {
  readonly openapi: string
  readonly info: object
  readonly servers: readonly object[]
  readonly tags: readonly object[]
  readonly paths: Paths
  readonly components: Readonly<Record<string, object>>
}
