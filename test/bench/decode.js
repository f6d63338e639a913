// How fast captures are decoded, and in how much memory, beside tshark and scapy on the same files.
//   npm run build && node test/bench/decode.js [--gigabyte] [--rounds=3] [--dist DIR]
// Programs take turns, so that what else the machine does meets all of them. Processor time says more than the clock
// where others work too.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { writeDnsCapture, writeMixedCapture } from './decode-captures.js'
import { isThere, timed } from './decode-timed.js'

const { values } = parseArgs({
  options: {
    child: { type: 'string' },
    dist: { type: 'string' },
    rounds: { type: 'string', default: '3' },
    gigabyte: { type: 'boolean', default: false },
  },
})
const dist = resolve(values.dist ?? join(import.meta.dirname, '../../dist'))
const SCAPY = join(import.meta.dirname, 'decode-scapy.py')
/** Scapy would take many minutes: it reads a part, and what starting costs is taken off before that is scaled. */
const PART = { dns: 40_000, mixed: 4e6 }
const NOTHING = 200

if (values.child === undefined) measureAll()
else await decode(values.child)

/** One decoding in a process of its own: start-up counts, as it does for tshark. */
async function decode(file) {
  const load = (path) => import(pathToFileURL(join(dist, path)).href)
  const { decodeCaptureStream } = await load('pipeline/decode-capture.js')
  const { readChunks } = await load('shared/read-chunks.js')
  const { summary } = await decodeCaptureStream({ file, chunks: readChunks(file), registries: [] })
  const { packets, complete } = summary
  console.log(JSON.stringify({ packets, complete }))
}

function measureAll() {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'))
  const dns = (size) => ({ size, write: (path) => writeDnsCapture(path, size) })
  const mixed = (size) => ({ size, write: (path) => writeMixedCapture(path, size) })
  try {
    compare(folder, '2 million DNS packets', dns(2_000_000), dns(PART.dns), dns(NOTHING))
    compare(folder, '200 MB mixed', mixed(200e6), mixed(PART.mixed), mixed(NOTHING))
    if (values.gigabyte) {
      alone(folder, '9 million DNS packets', dns(9_000_000))
      alone(folder, '1 GB mixed', mixed(1e9))
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Whole files by us and tshark, in turn; parts of them by scapy. */
function compare(folder, name, whole, part, nothing) {
  const path = join(folder, 'whole.pcap')
  whole.write(path)
  const runs = { dsca: [], tshark: [] }
  for (let round = 0; round < Number(values.rounds); round++) {
    runs.dsca.push(ours(path))
    if (isThere('tshark')) runs.tshark.push(timed('tshark', tsharkArguments(path)))
  }
  rmSync(path)
  const dsca = median(runs.dsca)
  print(name, 'dsca', dsca)
  if (runs.tshark.length > 0) print(name, 'tshark', median(runs.tshark), dsca)
  if (isThere('/usr/bin/python3', ['-c', 'import scapy']))
    print(name, 'scapy (scaled)', scapy(folder, whole, part, nothing), dsca)
}

function alone(folder, name, whole) {
  const path = join(folder, 'whole.pcap')
  whole.write(path)
  print(name, 'dsca', ours(path))
  rmSync(path)
}

function ours(path) {
  const run = timed(process.execPath, [import.meta.filename, '--child', path, '--dist', dist])
  if (!JSON.parse(run.stdout).complete) throw new Error(`${path}: incomplete`)
  return run
}

function scapy(folder, whole, part, nothing) {
  const [some, none] = [part, nothing].map(({ write }) => {
    const path = join(folder, 'part.pcap')
    write(path)
    return timed('/usr/bin/python3', [SCAPY, path])
  })
  const scaled = (figure) => none[figure] + ((some[figure] - none[figure]) * whole.size) / part.size
  return { wall: scaled('wall'), cpu: scaled('cpu'), rss: some.rss }
}

/** The names, addresses and ports that we tell as well. */
function tsharkArguments(path) {
  const fields = ['dns.qry.name', 'ip.dst', 'tcp.dstport', 'tls.handshake.extensions_server_name']
  return ['-n', '-r', path, '-T', 'fields', ...fields.flatMap((field) => ['-e', field])]
}

function median(runs) {
  return runs.toSorted((one, other) => one.cpu - other.cpu)[Math.floor(runs.length / 2)]
}

function print(name, program, { wall, cpu, rss }, than) {
  const facts = [
    `processor time ${cpu.toFixed(2)} s`,
    `wall clock ${wall.toFixed(2)} s`,
    `max RSS ${(rss / 1e6).toFixed(0)} MB`,
    than === undefined ? '' : `ratio ${(cpu / than.cpu).toFixed(1)} (${(wall / than.wall).toFixed(1)})`,
  ]
  console.log(`${name.padEnd(22)} ${program.padEnd(14)} ${facts.join('  ')}`)
}
