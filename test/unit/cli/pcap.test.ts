import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runPcap } from '../../../src/cli/commands/pcap.ts'
import { type Bytes, dnsMessage, ethernet, ipv4, pcap, udp } from '../../helpers/packets.ts'

const file = pcap([
  ethernet(ipv4(udp(dnsMessage(['example.test'])))),
  ethernet(ipv4(udp(dnsMessage(['registry.example'])))),
])

let folder = ''

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pcap-'))
})

afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
})

async function run(bytes: Bytes | null, json = false, registry: string[] = ['registry.example']) {
  const path = join(folder, 'capture.pcap')
  await rm(path, { force: true })
  if (bytes !== null) await writeFile(path, bytes)
  let out = ''
  let error = ''
  const code = await runPcap(
    { file: path, json, registry },
    {
      out: (text) => {
        out += text
      },
      error: (text) => {
        error += text
      },
    },
  )
  return { code, out, error }
}

test.each<[string, Bytes | null, string[], number, string]>([
  ['complete', file, ['registry.example'], 0, ''],
  ['cut off', file.subarray(0, -1), ['registry.example'], 102, 'the capture is incomplete: record-truncated'],
  ['empty', new Uint8Array(0), ['registry.example'], 102, 'empty-file'],
  ['no capture', Uint8Array.from(Buffer.from('hello, world')), ['registry.example'], 102, 'magic-unknown'],
  ['missing', null, ['registry.example'], 104, 'cannot be opened: ENOENT'],
  ['a registry that is none', file, ['::'], 104, 'not a host or URL'],
])('%s', async (_name, bytes, registry, code, message) => {
  const result = await run(bytes, false, registry)
  expect(result.code).toBe(code)
  expect(result.error).toContain(message)
  expect(result.out !== '').toBe(code !== 104)
})

test('a folder is no capture', async () => {
  const quiet = { out: () => undefined, error: () => undefined }
  expect(await runPcap({ file: folder, json: false, registry: ['registry.example'] }, quiet)).toBe(104)
})

test.each([['registry.example'], ['https://Registry.Example:8443/path/'], ['REGISTRY.example.']])(
  'a registry given as %s',
  async (registry) => {
    const { out } = await run(file, true, [registry])
    expect(JSON.parse(out)).toMatchObject({
      schemaVersion: 1,
      registries: ['registry.example'],
      summary: { packets: 2, complete: true },
      queries: [
        { name: 'example.test', registry: false },
        { name: 'registry.example', registry: true },
      ],
    })
  },
)

test('the registry of the environment', async () => {
  const before = process.env.npm_config_registry
  process.env.npm_config_registry = 'https://registry.example/'
  try {
    expect(JSON.parse((await run(file, true, [])).out)).toMatchObject({ registries: ['registry.example'] })
  } finally {
    if (before === undefined) delete process.env.npm_config_registry
    else process.env.npm_config_registry = before
  }
})
