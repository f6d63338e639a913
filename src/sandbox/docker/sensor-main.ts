/**
 * The sensor's entry point in a container: its first process. Everything comes over standard input and goes over
 * standard output, which the engine is attached to. When they end, the process ends, and with it the container.
 */
import { Socket } from 'node:net'
import { Duplex } from 'node:stream'
import { SensorEnd } from '../pipe/sensor-end.ts'
import { runSensor } from '../sensor/sensor.ts'
import { containerGround } from './ground.ts'
import { ReaperLauncher } from './reaper-launcher.ts'

// The command line of the first process can be read by everybody in the box: it need not say what we are.
process.title = 'init'

let finished = false
const readable = new Socket({ fd: 0, readable: true, writable: false })
const writable = new Socket({ fd: 1, readable: false, writable: true })
const pipe = new SensorEnd(Duplex.from({ readable, writable }), () => process.exit(finished ? 0 : 1))

try {
  const setup = await pipe.setup()
  const launcher = new ReaperLauncher(setup)
  await runSensor({ pipe, setup, launcher, ground: containerGround(setup, pipe, launcher) })
  finished = true
  process.exit(0)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.stack : error}\n`)
  process.exit(1)
}
