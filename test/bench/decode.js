// How fast captures are decoded, and in how much memory, beside tshark on the same files.
//   node test/bench/decode.js [--gigabyte] [--dist DIR]
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { writeDnsCapture, writeMixedCapture } from './decode-captures.js'

const ROUNDS = 3

const { values } = parseArgs({
  options: {
    child: { type: 'string' },
    dist: { type: 'string' },
    gigabyte: { type: 'boolean', default: false },
  },
})
const dist = resolve(values.dist ?? join(import.meta.dirname, '../../dist'))

if (values.child === undefined) measureAll()
else await decode(values.child)

/** One decoding in a process of its own: start-up counts, as it does for tshark. */
async function decode(file) {
  const load = (path) => import(pathToFileURL(join(dist, path)).href)
  const { decodeCaptureStream } = await load('pipeline/decode-capture.js')
  const { readChunks } = await load('shared/read-chunks.js')
  const { summary } = await decodeCaptureStream({ file, chunks: readChunks(file), registries: [] })
  const { packets, complete } = summary
  console.log(JSON.stringify({ packets, complete, rss: process.resourceUsage().maxRSS * 1024 }))
}

function measureAll() {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'))
  try {
    measure(
      '2 million DNS packets',
      join(folder, 'dns.pcap'),
      (path) => writeDnsCapture(path, 2_000_000),
      true,
    )
    measure('200 MB mixed', join(folder, 'mixed.pcap'), (path) => writeMixedCapture(path, 200e6), true)
    if (values.gigabyte) {
      measure('1 GB mixed', join(folder, 'mixed-1g.pcap'), (path) => writeMixedCapture(path, 1e9), false)
      measure('1 GB DNS', join(folder, 'dns-1g.pcap'), (path) => writeDnsCapture(path, 9_000_000), false)
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function measure(name, path, write, withTshark) {
  const bytes = write(path)
  const rounds = Array.from({ length: ROUNDS }, () => timed(process.execPath, childArguments(path)))
  const ours = median(rounds.map(({ seconds }) => seconds))
  const { packets, complete, rss } = JSON.parse(rounds[0].stdout)
  if (!complete) throw new Error(`${name}: incomplete`)
  const theirs = withTshark ? tshark(path) : null
  const facts = [
    `${(bytes / 1e6).toFixed(0)} MB, ${packets} packets`,
    `${ours.toFixed(2)} s`,
    `${(packets / ours / 1e6).toFixed(2)} M packets/s`,
    `${(bytes / ours / 1e6).toFixed(0)} MB/s`,
    `max RSS ${(rss / 1e6).toFixed(0)} MB`,
    theirs === null ? '' : `tshark ${theirs.toFixed(2)} s = ${(theirs / ours).toFixed(1)}×`,
  ]
  console.log(`${name.padEnd(22)} ${facts.join('  ')}`)
  rmSync(path)
}

function childArguments(path) {
  return [import.meta.filename, '--child', path, '--dist', dist]
}

/** The names, addresses and ports that we tell as well; null if there is no tshark. */
function tshark(path) {
  if (spawnSync('tshark', ['--version']).error !== undefined) return null
  const fields = ['dns.qry.name', 'ip.dst', 'tcp.dstport', 'tls.handshake.extensions_server_name']
  return timed('tshark', ['-n', '-r', path, '-T', 'fields', ...fields.flatMap((field) => ['-e', field])])
    .seconds
}

function timed(command, args) {
  const start = performance.now()
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1024 ** 3 })
  if (status !== 0) throw new Error(`${command}: ${stderr}`)
  return { seconds: (performance.now() - start) / 1000, stdout }
}

function median(numbers) {
  return numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)]
}
