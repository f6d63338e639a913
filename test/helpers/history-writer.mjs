// A process of its own that writes scans: node history-writer.mjs OPEN_MODULE FILE TAG COUNT
const [module, file, tag, count] = process.argv.slice(2)
const [open] = Object.values(await import(module))
const history = await open(file)
process.send('open')
for (let n = 0; n < Number(count); n++) {
  const identity = { name: `${tag}${n}`, version: '1.0.0', integrity: `sha512-${tag}${n}` }
  const report = {
    schemaVersion: 1,
    id: `${tag.toUpperCase()}${String(n).padStart(25, '0')}`,
    startedAt: '2026-01-02T03:04:05.000Z',
    verdict: 'clean',
    engine: null,
    packages: [{ ...identity, direct: true, scripts: [], verdict: 'clean', basis: 'watched' }],
    findings: [],
  }
  const key = { ...identity, closure: 'c1', phases: ['install'] }
  const known = [{ key, inert: false, scripts: [], findings: [], watchedAt: n }]
  await history.record(
    { report, command: 'npm install', outcome: 'installed', known },
    { platform: 'linux-x64', sensor: '1' },
  )
}
await history[Symbol.asyncDispose]()
process.disconnect()
