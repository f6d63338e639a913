import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { parse } from 'jsonc-parser'
import { describe, expect, it } from 'vitest'
import { BAD_SHAPES, GOOD_FILES } from './samples.ts'

const schema = JSON.parse(
  readFileSync(new URL('../../../docs/schema/policy.schema.json', import.meta.url), 'utf8'),
)
const validate = new Ajv2020({
  strict: true,
  strictTypes: false,
  strictRequired: false,
  allowUnionTypes: true,
}).compile(schema)

describe('the schema of a policy', () => {
  for (const [name, text] of GOOD_FILES) {
    it(`takes ${name}`, () => {
      validate(parse(text.replace('\ufeff', ''), [], { allowTrailingComma: true }))
      expect(validate.errors).toBeNull()
    })
  }
  for (const [name, text] of BAD_SHAPES)
    it(`refuses ${name}`, () => expect(validate(JSON.parse(text))).toBe(false))
})

/** The examples of the documentation are policies. */
it('takes the examples in docs/policy.md', () => {
  const page = readFileSync(new URL('../../../docs/policy.md', import.meta.url), 'utf8')
  const examples = [...page.matchAll(/```jsonc?\n(\{[^`]*)```/g)].map(([, text]) => text ?? '')
  expect(examples.length).toBeGreaterThan(0)
  for (const text of examples) {
    validate(parse(text, [], { allowTrailingComma: true }))
    expect(validate.errors).toBeNull()
  }
})
