import { createRequire } from 'node:module'
import { Ajv } from 'ajv'

/**
 * The schema of SARIF 2.1.0 as OASIS publishes it (rtm.5), from the npm package that Microsoft makes
 * for tests. It is written in draft 4 of JSON Schema; of what changed since it uses nothing but `id`.
 */
const {
  $schema: _,
  id: __,
  ...schema
} = createRequire(import.meta.url)('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json')

const validate = new Ajv({
  strict: false,
  validateFormats: false,
  allErrors: true,
  unicodeRegExp: false,
}).compile(schema)

/** What is wrong with a log; nothing when it is SARIF 2.1.0. */
export function sarifProblems(log: unknown): string[] {
  validate(log)
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
}
