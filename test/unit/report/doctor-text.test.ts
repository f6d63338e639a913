import { expect, it } from 'vitest'
import { doctorLines } from '../../../src/report/doctor-text.ts'
import { PLAIN_STYLE } from '../../../src/report/style.ts'

const OPTIONS = { columns: 60, style: PLAIN_STYLE }

it('has a mark, a name, what was found, and what to type', () => {
  expect(doctorLines({ name: 'npm 11.19.1', status: 'ok', detail: 'found' }, OPTIONS)).toEqual([
    ' ✔ npm 11.19.1      found',
  ])
  const fix = 'sudo apt-get install bubblewrap tcpdump iproute2 util-linux'
  expect(
    doctorLines(
      { name: 'tools', status: 'fail', detail: 'not installed: bwrap, tcpdump, ip, unshare', fix },
      OPTIONS,
    ),
  ).toEqual([
    ' ✖ tools            not installed: bwrap, tcpdump, ip,',
    '                    unshare',
    `                    ${fix}`,
  ])
  expect(doctorLines({ name: 'docker', status: 'warn', detail: 'a\x1b[2J' }, OPTIONS)).toEqual([
    ' ▲ docker           a\\x1b[2J',
  ])
})

it('has further lines for further facts', () => {
  const line = {
    name: 'docker',
    status: 'warn',
    detail: 'one',
    more: ['two', 'three\n'],
    fix: 'type this',
  } as const
  expect(doctorLines(line, OPTIONS)).toEqual([
    ' ▲ docker           one',
    '                    two',
    '                    three\\x0a',
    '                    type this',
  ])
})
