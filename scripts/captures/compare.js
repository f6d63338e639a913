import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { explain } from './explain.js'

const DSCA = join(import.meta.dirname, '../../bin/dsca.js')
/** A unit separator: no name that tshark prints holds one. */
const BETWEEN = '\x1f'
const MAX_OUTPUT = 256 * 1024 * 1024

/** The two sets of names in one capture, and why they differ if they do. */
export function compareCapture(path) {
  const ours = dscaSays(path)
  const theirs = tsharkSays(path)
  const missing = [...theirs.names.keys()].filter((name) => !ours.names.has(name)).sort()
  const extra = [...ours.names].filter((name) => !theirs.names.has(name)).sort()
  const reasons = explain({ missing, extra, ours, theirs })
  const same = missing.length === 0 && extra.length === 0
  const verdict = same
    ? 'equal'
    : reasons.every(({ reason }) => reason !== null)
      ? 'explained'
      : 'unexplained'
  return {
    verdict,
    packets: ours.report?.summary.packets ?? 0,
    problem: ours.problem,
    ours: ours.names.size,
    theirs: theirs.names.size,
    missing,
    extra,
    reasons,
  }
}

function dscaSays(path) {
  const { stdout, stderr } = run(process.execPath, [
    DSCA,
    'pcap',
    path,
    '--json',
    '--registry',
    'registry.example',
  ])
  if (stdout === '') throw new Error(`dsca: ${stderr}`)
  const report = JSON.parse(stdout)
  return {
    report,
    problem: report.summary.problem,
    names: new Set(report.queries.map(({ name }) => name)),
    malformed: new Set(report.malformed.map(({ code }) => code)),
  }
}

/** The names of DNS, mDNS and LLMNR queries, each with the layers it was found in. */
function tsharkSays(path) {
  const fields = ['frame.protocols', 'dns.qry.name', 'dns.flags.opcode', 'udp.port', 'tcp.port']
  const { stdout } = run('tshark', [
    '-n',
    '-r',
    path,
    '-Y',
    'dns.flags.response == 0 && dns.qry.name',
    '-T',
    'fields',
    '-E',
    `aggregator=${BETWEEN}`,
    ...fields.flatMap((field) => ['-e', field]),
  ])
  const names = new Map()
  for (const line of stdout.split('\n').filter((one) => one !== '')) {
    const [layers, found = '', opcodes = ''] = line.split('\t')
    for (const name of found.split(BETWEEN)) names.set(canonical(name), { layers, opcodes })
  }
  return { names }
}

/** As we write names: lower case, and the root as a dot. */
function canonical(name) {
  return name === '<Root>' ? '.' : name.toLowerCase().replace(/\.$/, '')
}

function run(command, args) {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    encoding: 'utf8',
    maxBuffer: MAX_OUTPUT,
  })
  if (error !== undefined) throw error
  return { status, stdout, stderr }
}
