import type { Argv, CommandModule } from 'yargs'
import type { GlobalArguments } from '../dsca-options.ts'
import { UsageError } from '../error.ts'
import { imageBuildCommand } from './image-build.ts'
import { imageLsCommand } from './image-ls.ts'
import { imageRmCommand } from './image-rm.ts'

/** The sandbox's image for the Docker engine; a watch builds it by itself when it is missing. */
export const imageCommand: CommandModule<GlobalArguments, GlobalArguments> = {
  command: 'image',
  describe: "Build, list or remove the Docker engine's image",
  builder: (yargs: Argv<GlobalArguments>) =>
    yargs
      .command(imageBuildCommand)
      .command(imageLsCommand)
      .command(imageRmCommand)
      .demandCommand(1, 'Which command of dsca image?')
      .example('dsca image build --from-host', 'out of what is installed here, without a network')
      .example('dsca image ls', 'what there is'),
  handler: () => {
    throw new UsageError('that is no command of dsca image', 'dsca image --help')
  },
}
