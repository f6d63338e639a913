import type { Argv, CommandModule } from 'yargs'
import type { GlobalArguments } from '../dsca-options.ts'
import { UsageError } from '../error.ts'

interface Arguments extends GlobalArguments {
  /** `--from-host`: yargs writes it this way too, and its types do not know. */
  readonly fromHost?: boolean
  readonly base?: string | undefined
}

export const imageBuildCommand: CommandModule<GlobalArguments, Arguments> = {
  command: 'build',
  describe: "Build the image (without options: of Node's own, else of this machine)",
  builder: (yargs: Argv<GlobalArguments>) =>
    yargs
      .option('from-host', {
        type: 'boolean',
        default: false,
        describe: 'Make it of what is installed on this machine; no image is downloaded',
      })
      .option('base', {
        type: 'string',
        requiresArg: true,
        describe: 'Image to build on: a Debian or Ubuntu with Node in /usr/local',
      })
      .check(checkBase)
      .example('dsca image build', "as on first use: Node's own image, else this machine")
      .example('dsca image build --from-host', 'on a machine without an image registry')
      .example('dsca image build --base=registry.example/node:22', 'on an image of your own')
      .epilogue('Exit codes: 0 built, 103 no daemon, 104 wrongly typed, 105 it could not be built.'),
  handler: (given) => run(given),
}

function checkBase({ base, fromHost }: Pick<Arguments, 'base' | 'fromHost'>): true {
  if (base === undefined || (fromHost !== true && /^[a-z0-9][\w.:/@-]*$/.test(base))) return true
  const problem =
    fromHost === true ? '--from-host and --base exclude each other' : `'${base}' is no name of an image`
  throw new UsageError(problem, 'dsca image build --help')
}

async function run(given: Arguments): Promise<void> {
  const [{ openImageStore }, { createProgress, progressMode }, { print, printJson }, text, steps] =
    await Promise.all([
      import('../../sandbox/docker/image-store.ts'),
      import('../progress.ts'),
      import('../output.ts'),
      import('../../report/image-text.ts'),
      import('../../report/build-step.ts'),
    ])
  const store = await openImageStore()
  const mode = progressMode({ npmIsSilent: given.json, isTTY: process.stderr.isTTY === true })
  const progress = createProgress(mode, { program: 'dsca' })
  const began = performance.now()
  progress.phase('building the sandbox image')
  try {
    const image = await store.build(given.fromHost ? 'host' : (given.base ?? null), (line) => {
      const step = `building the sandbox image: ${steps.buildStep(line)}`
      progress.phase(step, steps.isBuildStep(line) ? step : undefined)
    })
    progress.stop()
    const milliseconds = performance.now() - began
    if (!given.json) return print([text.builtLine(image, milliseconds)])
    const { id, tags, base, node, bytes } = image
    printJson({ tag: tags[0] ?? null, id, base, node, bytes, seconds: Math.round(milliseconds / 100) / 10 })
  } finally {
    progress.stop()
  }
}
