import { expect, it } from 'vitest'
import { Gate } from '../../../src/cli/survey/gate.ts'

const soon = () => new Promise((resolve) => setImmediate(resolve))

it('lets in as many as there is room for, in their order', async () => {
  const gate = new Gate(2)
  const inside: string[] = []
  const come = (name: string) =>
    gate.enter([name]).then((leave) => {
      inside.push(name)
      return leave
    })
  const first = await come('a')
  await come('b')
  void come('c')
  void come('d')
  await soon()
  expect(inside).toEqual(['a', 'b'])
  first()
  first()
  await soon()
  expect(inside).toEqual(['a', 'b', 'c'])
})

it('never lets two in for the same package, and lets others pass', async () => {
  const gate = new Gate(3)
  const leave = await gate.enter(['a', 'b'])
  let second: (() => void) | undefined
  void gate.enter(['b', 'c']).then((out) => {
    second = out
  })
  await gate.enter(['d'])
  await soon()
  expect(second).toBeUndefined()
  leave()
  await soon()
  expect(second).toBeDefined()
})
