// Puts into one file what is always loaded together, after tsc: Node needs about half a millisecond for each file of
// a program, and safe-npm stands before every npm command. docs/adr/0009-one-file-to-start.md has the figures.
//   dist/start.cjs   what runs before npm does. CommonJS, because that starts 4 ms sooner on Node 20
//   dist/door.js     what is loaded when npm stands at its door with a tree
//   dist/watch.js    what is loaded when something has to be watched
//   …/sensor-main.js the sensor of each engine, a process of its own
import { bundleGroup } from './bundle/group.js'
import { bundleProgram } from './bundle/program.js'

const start = await bundleGroup({ entries: ['cli/start-npm.js'], file: 'start.cjs', others: [] })
await bundleProgram('sandbox/bubblewrap/sensor-main.js')
await bundleProgram('sandbox/docker/sensor-main.js')
const door = await bundleGroup({
  entries: [
    'npm/foreign-source.js',
    'cli/watch/guard.js',
    'history/sqlite/open.js',
    'history/sqlite/decisions.js',
  ],
  file: 'door.js',
  others: [start],
})
await bundleGroup({
  entries: [
    'cli/engines.js',
    'cli/watch/host-facts.js',
    'cli/watch/housekeeping.js',
    'cli/watch/inspect.js',
    'history/sqlite/record.js',
    'npm/tarballs.js',
    'pipeline/watch.js',
    'report/watch-line.js',
    'sandbox/bubblewrap/engine.js',
    'sandbox/paths.js',
    'sandbox/pipe/collector.js',
    'sandbox/pipe/host-end.js',
  ],
  file: 'watch.js',
  others: [start, door],
})
