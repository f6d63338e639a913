// What hostile packages do, one inert fixture a way, on the engine that this run is about. docs/detection.md is made
// of what is seen here: npm run docs:detection
import { writeFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ENGINE } from '../helpers/engine-under-test.ts'
import { type LoopbackRegistry, startRegistry } from '../helpers/registry.ts'
import { find, wanted } from '../threats/match.ts'
import { type Result, resultOf } from '../threats/result.ts'
import { THREATS } from '../threats/rows.ts'
import { packagesOf, turns, withOutcome } from '../threats/stage.ts'
import { type EngineName, onEngine } from '../threats/threat.ts'

const engine = ENGINE as EngineName
const results: Result[] = []
const inTurn = turns(2)
let registry: LoopbackRegistry
beforeAll(async () => {
  registry = await startRegistry()
  await registry.publish(...packagesOf(THREATS))
})
afterAll(async () => {
  await registry?.[Symbol.asyncDispose]()
  const file = process.env.SAFE_NPM_THREAT_RESULTS
  const order = (name: string) => THREATS.findIndex((threat) => threat.name === name)
  const sorted = results.sort((a, b) => order(a.name) - order(b.name))
  if (file !== undefined) writeFileSync(file, JSON.stringify(sorted, null, 1))
})

test.concurrent.each(THREATS.map((threat) => [threat.id, threat.name, onEngine(threat, engine)] as const))(
  '%s %s',
  (_id, _name, threat) =>
    inTurn(() =>
      withOutcome(threat, engine, registry, async (outcome) => {
        const { report, stderr } = outcome
        const told = `${stderr}\n${JSON.stringify(report.findings, null, 1)}`
        for (const expected of threat.findings) {
          const { place, detail } = expected
          expect(
            find(threat, expected, report),
            `${JSON.stringify({ place, detail: String(detail), ...wanted(threat, expected) })} in ${told}`,
          ).toBeDefined()
        }
        expect(report.verdict, told).toBe(threat.verdict)
        const nobody = report.findings.filter(({ code }) => code === 'unattributed-traffic')
        expect(nobody, told).toEqual([])
        if (threat.verdict === 'clean')
          expect(report.findings.filter(({ severity }) => severity !== 'info')).toEqual([])
        await threat.check?.(outcome)
        results.push(resultOf(threat, engine, outcome))
      }),
    ),
)
