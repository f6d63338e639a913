import { cp, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Start } from './command-lines.ts'
import type { Result } from './run.ts'
import { packTarball } from './tar.ts'
import type { World } from './world.ts'

const SCRIPTS = { hello: 'node -e "console.log(40 + 2)"', test: 'node -e "console.log(\'tested\')"' }
const OWN = { name: 'own', version: '1.0.0', scripts: SCRIPTS }
const DECLARED = {
  ...OWN,
  dependencies: { plain: '^1.0.0', banner: '1.0.0' },
  devDependencies: { 'plain-with-dep': '1.0.0' },
}
const LOCAL = {
  name: 'local',
  version: '2.0.0',
  main: 'index.js',
  // npm runs it for a folder that it links or packs.
  scripts: { prepare: 'echo prepared > prepared.txt' },
}

const MANIFESTS: Readonly<Record<Start, object | string | null>> = {
  fresh: OWN,
  declared: DECLARED,
  locked: DECLARED,
  installed: DECLARED,
  workspaces: { ...OWN, workspaces: ['packages/*'] },
  'lock-1': DECLARED,
  'lock-2': DECLARED,
  shrinkwrap: DECLARED,
  bare: null,
  broken: '{ "name": "broken", ',
}

/** What npm does to make a start of the files. */
const COMMANDS: Partial<Readonly<Record<Start, readonly (readonly string[])[]>>> = {
  locked: [['install', '--package-lock-only']],
  installed: [['install']],
  workspaces: [['install']],
  'lock-1': [['install', '--package-lock-only', '--lockfile-version=1']],
  'lock-2': [['install', '--package-lock-only', '--lockfile-version=2']],
  shrinkwrap: [['install', '--package-lock-only']],
}

/** Makes each start once with plain npm; `restore` lays it into the world's project again. */
export function makeStarts(
  world: World,
  npm: (args: readonly string[]) => Promise<Result>,
): { restore(start: Start): Promise<void> } {
  const kept = join(world.root, 'starts')
  const made = new Set<Start>()
  const lay = async (from: string) => {
    await rm(world.project, { recursive: true, force: true })
    await cp(from, world.project, { recursive: true, verbatimSymlinks: true })
  }
  const make = async (start: Start) => {
    await rm(world.project, { recursive: true, force: true })
    await mkdir(join(world.project, 'sub'), { recursive: true })
    const manifest = MANIFESTS[start]
    if (manifest !== null) await world.write('package.json', manifest)
    await world.write('local/package.json', LOCAL)
    await world.write('local/index.js', 'module.exports = 1\n')
    const tarball = packTarball({
      'package.json': JSON.stringify({ ...LOCAL, name: 'packed' }),
      'index.js': '',
    })
    await writeFile(join(world.project, 'local.tgz'), tarball)
    if (start === 'workspaces') await writeWorkspaces(world)
    for (const command of COMMANDS[start] ?? []) {
      const { code, stderr } = await npm(command)
      if (code !== 0) throw new Error(`${start}: npm ${command.join(' ')}: ${stderr}`)
    }
    // npm 12 has no command for it any more.
    if (start === 'shrinkwrap')
      await rename(join(world.project, 'package-lock.json'), join(world.project, 'npm-shrinkwrap.json'))
    await cp(world.project, join(kept, start), { recursive: true, verbatimSymlinks: true })
    made.add(start)
  }
  return {
    restore: async (start) => {
      if (!made.has(start)) await make(start)
      await lay(join(kept, start))
    },
  }
}

async function writeWorkspaces(world: World): Promise<void> {
  await world.write('packages/one/package.json', { ...OWN, name: 'one', dependencies: { plain: '1.0.0' } })
  await world.write('packages/two/package.json', {
    ...OWN,
    name: 'two',
    dependencies: { one: '1.0.0', banner: '1.0.0' },
  })
}
