import { readFileSync } from 'node:fs'
import { Ajv, type ValidateFunction } from 'ajv'
import formats from 'ajv-formats'
import { fileIn } from '../packed.ts'

/** Twilio's published OpenAPI documents, of the parts of its API that we use. */
const names = ['api_v2010', 'content_v1', 'messaging_v1', 'messaging_v2', 'accounts_v1']

type Schema = Record<string, unknown>
type Parameter = { name: string; in: 'path' | 'query' | 'header'; required?: boolean; schema: Schema }
type Operation = { parameters?: Parameter[]; requestBody?: { content: Record<string, { schema: Schema }> } }
type Path = Record<string, Operation | Parameter[] | unknown>

export type ApiRequest = {
  method: string
  path: string
  query: Record<string, unknown>
  /** Media type of the body. */
  type: string
  body: unknown
}

/**
 * Says what of a request to Twilio's REST API is not as its documents have it: a path or field they do not know, a field
 * that is missing, a value that does not fit. Fields nobody has heard of count as mistakes, though Twilio lets them pass.
 */
export function createApiJudge(): (request: ApiRequest) => string[] {
  const ajv = new Ajv({ strict: false, coerceTypes: true, allErrors: true })
  formats.default(ajv)
  ajv.addFormat('phone-number', /^(whatsapp:)?[+\d][\d]{4,15}$|^whatsapp:[A-Z]{2}\.\w+$/)
  ajv.addFormat('http-method', /^(GET|POST)$/)
  const documents = names.map((name) => {
    const path = fileIn('@twilio/cli-core', `src/services/twilio-api/twilio_${name}.json`)
    const document = JSON.parse(readFileSync(path, 'utf8')) as { paths: Record<string, Path>; components: Schema }
    ajv.addSchema(closed({ components: document.components }) as Schema, name)
    return { name, paths: Object.entries(document.paths) }
  })
  const compiled = new Map<Schema, ValidateFunction>()
  const check = (name: string, schema: Schema, value: unknown): string[] => {
    let validate = compiled.get(schema)
    if (!validate) {
      validate = ajv.compile(closed(rooted(schema, name)) as Schema)
      compiled.set(schema, validate)
    }
    return validate(structuredClone(value))
      ? []
      : (validate.errors ?? []).map((one) => `${one.instancePath} ${one.message} ${JSON.stringify(one.params)}`)
  }

  return ({ method, path, query, type, body }) => {
    for (const { name, paths } of documents)
      for (const [template, item] of paths) {
        const parts = new RegExp(`^${template.replace(/[.]/g, '\\.').replace(/\{(\w+)\}/g, '(?<$1>[^/]+?)')}$`).exec(
          path,
        )
        const operation = item[method.toLowerCase()] as Operation | undefined
        if (!parts || !operation) continue
        const parameters = [...((item.parameters as Parameter[]) ?? []), ...(operation.parameters ?? [])]
        const given = (kind: string) => parameters.filter((one) => one.in === kind)
        const object = (kind: string): Schema => ({
          type: 'object',
          properties: Object.fromEntries(given(kind).map((one) => [one.name, one.schema])),
          required: given(kind).flatMap((one) => (one.required ? [one.name] : [])),
        })
        const content = operation.requestBody?.content
        const schema = content?.[type]?.schema
        return [
          ...check(name, object('path'), { ...parts.groups }),
          ...check(name, object('query'), query),
          ...(content && !schema ? [`a body of the type ${type}`] : schema ? check(name, schema, body) : []),
        ].map((problem) => `${method} ${template}: ${problem}`)
      }
    return [`${method} ${path}: no such operation`]
  }
}

/** A schema of a document with its references into that document. */
function rooted(schema: Schema, name: string): Schema {
  return JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#/', `"$ref":"${name}#/`)) as Schema
}

/** The same schema, with no room for fields it does not name. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed)
  if (schema === null || typeof schema !== 'object') return schema
  // `nullable` alone says nothing here: we send no null, and ajv wants a type beside it.
  const named = Object.entries(schema).filter(([key]) => key !== 'nullable' || 'type' in schema)
  const inside = Object.fromEntries(named.map(([key, value]) => [key, closed(value)]))
  const open = inside.type === 'object' && inside.properties !== undefined && inside.additionalProperties === undefined
  return open ? { ...inside, additionalProperties: false } : inside
}
