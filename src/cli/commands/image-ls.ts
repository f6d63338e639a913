import type { Argv, CommandModule } from 'yargs'
import type { GlobalArguments } from '../dsca-options.ts'

export const imageLsCommand: CommandModule<GlobalArguments, GlobalArguments> = {
  command: 'ls',
  aliases: ['list'],
  describe: 'List the images, and which one a watch would start in',
  builder: (yargs: Argv<GlobalArguments>) =>
    yargs
      .example('dsca image ls', 'tag, base, Node, size and age')
      .example('dsca image ls --json', 'for other programs')
      .epilogue('Exit codes: 0 listed (none too), 103 no daemon.'),
  handler: async (given) => {
    const [{ openImageStore }, { print, printJson }, { imageLines }, terminal] = await Promise.all([
      import('../../sandbox/docker/image-store.ts'),
      import('../output.ts'),
      import('../../report/image-text.ts'),
      import('../terminal.ts'),
    ])
    const store = await openImageStore()
    const images = await store.list()
    if (given.json) {
      const told = images.map((image) => ({
        ...image,
        created: new Date(image.created * 1000).toISOString(),
      }))
      return printJson({ daemon: store.daemon, images: told })
    }
    const options = { columns: terminal.columnsOf('stdout'), style: await terminal.terminalStyle('stdout') }
    print(imageLines(images, store.daemon, { ...options, now: Date.now() }))
  },
}
