import { afterAll, beforeAll, expect, it } from 'vitest'
import { DockerEngine } from '../../src/sandbox/docker/engine.ts'
import { type BoxRunner, boxRunner } from '../helpers/boxed.ts'
import { sharedDaemon } from '../helpers/docker-daemon.ts'

const { place } = await sharedDaemon()
let box: BoxRunner
beforeAll(async () => {
  box = await boxRunner((tarballs, program) => new DockerEngine({ tarballs, program, places: [place] }))
})
afterAll(() => box[Symbol.asyncDispose]())

/** Where people have their homes and projects; the box has them there too, and they are the user's own. */
const PLACES = [
  ['a project in the home', '/home/u/work/app', '/home/u'],
  ['a project that is the home', '/home/u', '/home/u'],
  ['Windows below WSL', '/mnt/c/Users/u/app', '/mnt/c/Users/u'],
  ['a project where the tarballs lie meanwhile', '/mnt/cache/app', '/home/u'],
  ['a stick', '/run/media/u/stick/app', '/root'],
  ['temporary folders', '/tmp/x/app', '/tmp/x'],
  ['the place of images', '/usr/src/app', '/root'],
  ['a folder with odd letters', "/srv/a b:c,d=e/größer 'q'/app", '/home/u'],
] as const

it.each(PLACES)('%s', async (_name, project, home) => {
  const code = `
    const { writeFileSync, statSync } = require('fs')
    for (const folder of [process.env.HOME, process.env.INIT_CWD]) writeFileSync(folder + '/mine', 'x')
    console.log(JSON.stringify([process.env.HOME, process.env.INIT_CWD, statSync(process.env.INIT_CWD).uid === process.getuid()]))
    console.log(require('fs').readdirSync('/mnt').join())`
  const result = await box.run(
    [{ name: 'looks', scripts: { install: 'node look.js' }, files: { 'look.js': code } }],
    {
      project,
      home,
    },
  )
  expect(result.faults).toEqual([])
  expect(result.outputOf('looks')).toContain(JSON.stringify([home, project, true]))
  expect(result.outputOf('looks')).not.toContain('.tgz')
})

it.each(['/', '/usr', '/usr/local', '/etc', '/mnt', '/usr/local/lib/node_modules/x'])(
  'a project at %s is in the home there',
  async (project) => {
    const scripts = { install: 'echo "in $INIT_CWD"' }
    const result = await box.run([{ name: 'looks', scripts }], { project, home: '/home/u' })
    expect(result.faults).toEqual([])
    expect(result.outputOf('looks')).toContain('in /home/u/project')
  },
)
