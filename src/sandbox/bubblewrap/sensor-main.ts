/**
 * The sensor's entry point under bubblewrap: first process of the outer namespaces, started by `unshare`.
 * Arguments: the scratch folder, and as JSON the folders with tarballs. Everything else comes over descriptor 3. When the pipe ends, the process ends,
 * and with it, as it is the first of its pid namespace, everything in the box.
 */
import { existsSync } from 'node:fs'
import { Socket } from 'node:net'
import { SensorEnd } from '../pipe/sensor-end.ts'
import type { BoxSetup } from '../plan.ts'
import { runSensor } from '../sensor/sensor.ts'
import type { TarballFolder } from '../tarball-folder.ts'
import type { BoxLayout } from './box-arguments.ts'
import { bubblewrapGround } from './ground.ts'
import { BubblewrapLauncher } from './launcher.ts'
import { boxPath, etcEntries, systemEntries, toolFolders } from './system.ts'

const PIPE_FD = 3

const [scratch, tarballs] = process.argv.slice(2)
if (!scratch || tarballs === undefined) {
  process.stderr.write('the sensor is started by safe-npm, not by hand\n')
  process.exit(2)
}

let finished = false
const pipe = new SensorEnd(new Socket({ fd: PIPE_FD, readable: true, writable: true }), () =>
  process.exit(finished ? 0 : 1),
)

function layoutOf(setup: BoxSetup, folder: string): BoxLayout {
  const tools = toolFolders(setup.paths.node, setup.paths.npm, setup.paths.home)
  return {
    paths: setup.paths,
    user: setup.user,
    scratch: folder,
    system: systemEntries(),
    etc: etcEntries(),
    tools,
    env: { ...setup.env, PATH: boxPath(setup.env.PATH ?? '', tools) },
  }
}

try {
  const setup = await pipe.setup()
  const folders = (JSON.parse(tarballs) as TarballFolder[]).filter(({ from }) => existsSync(from))
  await runSensor({
    pipe,
    setup,
    ground: bubblewrapGround(scratch, setup.limits.diskBytes),
    launcher: new BubblewrapLauncher(layoutOf(setup, scratch), folders),
  })
  finished = true
  process.exit(0)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.stack : error}\n`)
  process.exit(1)
}
