import { stat } from 'node:fs/promises'
import { execa } from 'execa'
import type { ArgumentsCamelCase, CommandModule } from 'yargs'
import { decodeCaptureStream } from '../../pipeline/decode-capture.ts'
import { captureText } from '../../report/capture-text.ts'
import { escapeText } from '../../report/escape.ts'
import { readChunks } from '../../shared/read-chunks.ts'
import { EXIT } from '../exit-codes.ts'
import { print, say } from '../output.ts'

/** npm answers from a file; longer than this and something is broken. */
const NPM_TIMEOUT = 10_000

interface PcapArguments {
  readonly file: string
  readonly json: boolean
  readonly registry: readonly string[]
}

interface PcapOutput {
  readonly out: (text: string) => void
  readonly error: (text: string) => void
}

export const pcapCommand: CommandModule<object, PcapArguments> = {
  command: 'pcap <file>',
  describe: 'Decode any capture: names asked for, places contacted',
  builder: (yargs) =>
    yargs
      .positional('file', { describe: 'A pcap or pcapng file', type: 'string', demandOption: true })
      .option('json', { describe: 'Print JSON', type: 'boolean', default: false })
      .option('registry', {
        describe: "Host to mark as a registry (repeatable; otherwise npm's own)",
        type: 'string',
        array: true,
        // One each, or the option would take the file's name for a host.
        nargs: 1,
        default: [],
      })
      .example('$0 pcap capture.pcap', 'Show what a capture holds')
      .example('$0 pcap capture.pcap --json', 'The same for programs'),
  handler: async (argv: ArgumentsCamelCase<PcapArguments>) => {
    process.exitCode = await runPcap(argv, {
      out: (text) => (argv.json ? process.stdout.write(text) : print([text.trimEnd()])),
      error: say,
    })
  },
}

/** Prints what a capture holds. 0 only if all of it could be read. */
export async function runPcap({ file, json, registry }: PcapArguments, output: PcapOutput): Promise<number> {
  const problem = await whyNotAFile(file)
  if (problem !== null) {
    output.error(`dsca: ${escapeText(file)}: ${problem}\n`)
    return EXIT.usage
  }
  const registries = registry.map(registryHost)
  const wrong = registries.indexOf(null)
  if (wrong !== -1) {
    output.error(`dsca: --registry: not a host or URL: ${escapeText(registry[wrong] ?? '')}\n`)
    return EXIT.usage
  }
  const known = registry.length > 0 ? registries : [await npmRegistry()]
  return decode(
    file,
    json,
    known.filter((host) => host !== null),
    output,
  )
}

async function decode(
  file: string,
  json: boolean,
  registries: readonly string[],
  output: PcapOutput,
): Promise<number> {
  try {
    const report = await decodeCaptureStream({ file, chunks: readChunks(file), registries })
    output.out(json ? `${JSON.stringify(report, null, 2)}\n` : captureText(report))
    if (report.summary.complete) return 0
    output.error(`dsca: ${escapeText(file)}: the capture is incomplete: ${report.summary.problem}\n`)
  } catch (error) {
    output.error(`dsca: ${escapeText(file)}: cannot be read: ${reason(error)}\n`)
  }
  return EXIT.inconclusive
}

async function whyNotAFile(file: string): Promise<string | null> {
  try {
    return (await stat(file)).isDirectory() ? 'is a directory' : null
  } catch (error) {
    return `cannot be opened: ${reason(error)}`
  }
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown reason'
  return 'code' in error ? String(error.code) : escapeText(error.message)
}

/** The registry npm would use; null if it cannot be told. */
async function npmRegistry(): Promise<string | null> {
  const fromEnvironment = process.env.npm_config_registry
  if (fromEnvironment) return registryHost(fromEnvironment)
  try {
    const { stdout } = await execa('npm', ['config', 'get', 'registry'], {
      timeout: NPM_TIMEOUT,
      stdin: 'ignore',
    })
    return registryHost(stdout.trim())
  } catch {
    return null
  }
}

/** A host or URL as a host: lower case, no port, no trailing dot. Null if it is neither. */
function registryHost(text: string): string | null {
  const url = text.includes('://') ? text : `https://${text}`
  if (!URL.canParse(url)) return null
  const host = new URL(url).hostname.replace(/\.$/, '').replace(/^\[(.*)\]$/, '$1')
  return host === '' ? null : host
}
