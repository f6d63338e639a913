// npm run fuzz -- [--inputs=10000000] [--seed=1]
// Mutated captures, packets and streams for all decoders; ends with 1 at the first that breaks a promise. Node 20
// does not run TypeScript: it is turned into JavaScript first.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
import ts from 'typescript'

/** An input takes microseconds: one that takes this long will not end. */
const STUCK_AFTER = 60_000

if (isMainThread) await watchOver()
else await work(workerData)

async function watchOver() {
  const { values } = parseArgs({
    options: { inputs: { type: 'string', default: '1000000' }, seed: { type: 'string', default: '1' } },
  })
  const inputs = Number(values.inputs)
  const seed = Number(values.seed)
  if (!Number.isSafeInteger(inputs) || inputs < 1 || !Number.isSafeInteger(seed)) {
    console.error('usage: npm run fuzz -- [--inputs=NUMBER] [--seed=NUMBER]')
    process.exit(2)
  }
  const out = compile(fileURLToPath(new URL('../../', import.meta.url)))
  const at = new BigInt64Array(new SharedArrayBuffer(8))
  const started = performance.now()
  const worker = new Worker(new URL(import.meta.url), { workerData: { out, inputs, seed, at } })
  let last = -1n
  const timer = setInterval(() => {
    const now = Atomics.load(at, 0)
    if (now === last) end(1, `input ${now} of seed ${seed} does not end`)
    last = now
    console.log(figures(Number(now), seed, started))
  }, STUCK_AFTER)
  const end = (code, text) => {
    clearInterval(timer)
    rmSync(out, { recursive: true, force: true })
    console.log(text)
    process.exit(code)
  }
  worker.on('error', (error) => end(1, error))
  worker.on('message', (events) => end(0, `${figures(inputs, seed, started)}, ${events} events, no fault`))
}

async function work({ out, inputs, seed, at }) {
  const { fuzz } = await import(pathToFileURL(join(out, 'test/fuzz/fuzz.js')).href)
  const events = fuzz({ inputs, seed, onInput: (index) => Atomics.store(at, 0, BigInt(index)) })
  parentPort.postMessage(events)
}

function figures(inputs, seed, started) {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage()
  const seconds = (performance.now() - started) / 1000
  const cpu = (userCPUTime + systemCPUTime) / 1e6
  return `${inputs} inputs, seed ${seed}, ${seconds.toFixed(0)} s (${cpu.toFixed(0)} s of processor time), max RSS ${(maxRSS / 1024).toFixed(0)} MiB`
}

/** The decoders and what feeds them, inside node_modules so that packages are found from there. */
function compile(root) {
  const cache = join(root, 'node_modules', '.cache')
  mkdirSync(cache, { recursive: true })
  const out = mkdtempSync(join(cache, 'fuzz-'))
  for (const folder of ['src/decode', 'src/model', 'test/fuzz', 'test/helpers']) {
    for (const name of readdirSync(join(root, folder), { recursive: true })) {
      if (!name.endsWith('.ts')) continue
      const { outputText } = ts.transpileModule(readFileSync(join(root, folder, name), 'utf8'), {
        compilerOptions: {
          module: ts.ModuleKind.ESNext,
          target: ts.ScriptTarget.ES2022,
          verbatimModuleSyntax: true,
          rewriteRelativeImportExtensions: true,
        },
      })
      const target = join(out, folder, name.replace(/\.ts$/, '.js'))
      mkdirSync(dirname(target), { recursive: true })
      writeFileSync(target, outputText)
    }
  }
  writeFileSync(join(out, 'package.json'), '{"type":"module"}')
  return out
}
