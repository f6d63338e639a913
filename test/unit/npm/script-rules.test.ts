import { expect, it } from 'vitest'
import type { ArboristNode, ArboristTree } from '../../../src/npm/npm-door.ts'
import { pinsOnDisk, type ScriptRules, scriptPlaces, scriptRules } from '../../../src/npm/script-rules.ts'

const RULES: ScriptRules = {
  blocks: true,
  standing: (node, policy) => (policy?.[node.name] === true ? 'approved' : 'open'),
  pin: (node) => (node.resolved ? `${node.name}@${node.version}` : null),
}

function node(name: string, change: object = {}): ArboristNode {
  const own = { name, packageName: name, version: '1.0.0', resolved: 'https://registry.example/x.tgz' }
  const flags = { isProjectRoot: false, isRoot: false, isWorkspace: false, isLink: false, inBundle: false }
  const one = { location: `node_modules/${name}`, package: {}, parent: {}, hasInstallScript: true }
  const made = { ...own, ...flags, ...one, ...change }
  return { ...made, target: made } as unknown as ArboristNode
}
const treeOf = (...nodes: ArboristNode[]) =>
  ({ inventory: new Map(nodes.map((one) => [one.location, one])) }) as unknown as ArboristTree

it('is null for an npm that has no such command', () => {
  expect(scriptRules({ root: '/nonexistent', version: '10.9.0', npmCli: '', npxCli: '' })).toBeNull()
})

it('tells what npm says of each place, and what it leaves out here', () => {
  const [a, b, inside] = [node('a'), node('b'), node('inside', { inBundle: true })]
  const others = [
    node('elsewhere'),
    node('plain', { hasInstallScript: false }),
    node('own', { isWorkspace: true }),
  ]
  const nodes = new Map([a, b, inside].map((one) => [one.location, one]))
  const places = scriptPlaces(treeOf(a, b, inside, ...others), { nodes }, RULES, { b: true })
  expect(
    places.map(({ name, standing, pin, bundled, here }) => [name, standing, pin, bundled, here]),
  ).toEqual([
    ['a', 'open', 'a@1.0.0', false, true],
    ['b', 'approved', 'b@1.0.0', false, true],
    ['inside', 'open', null, true, true],
    ['elsewhere', 'open', 'elsewhere@1.0.0', false, false],
  ])
})

it('asks npm for no pin that it would write as a bare name, and for none of what is not there', () => {
  const unpinned = node('a', { location: 'node_modules/x/node_modules/a', resolved: null })
  const bundled = node('c', { inBundle: true })
  expect([...pinsOnDisk(treeOf(node('a'), unpinned, node('b'), bundled), RULES)]).toEqual(['b@1.0.0'])
})
