import { existsSync, readFileSync } from 'node:fs'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from './run.ts'
import { requireTools } from './tools.ts'
import type { World } from './world.ts'

/** A package in a git repository on this machine, whose scripts leave a mark. */
export interface GitPackage {
  readonly spec: string
  /** A git that keeps a note of every call stands first on this PATH. */
  readonly env: Readonly<Record<string, string>>
  /** Scripts that have run, and calls of git, since the last question. */
  marks(): { readonly scripts: readonly string[]; readonly git: number }
}

const SCRIPTS = {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's.
  prepare: 'echo prepare >> "${MARK:-/dev/null}"',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's.
  postinstall: 'echo postinstall >> "${MARK:-/dev/null}"',
}

export async function makeGitPackage(world: World, path: string): Promise<GitPackage> {
  requireTools('git')
  const folder = join(world.root, 'repository')
  const bin = join(world.root, 'noting-git')
  const [mark, calls] = [join(world.root, 'mark'), join(world.root, 'git-calls')]
  await mkdir(folder)
  await mkdir(bin)
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'from-git', version: '1.0.0', scripts: SCRIPTS }),
  )
  await writeFile(join(folder, 'index.js'), '')
  const who = ['-c', 'user.name=Example', '-c', 'user.email=someone@user.example']
  const commands = [
    ['init', '-q'],
    ['add', '.'],
    [...who, 'commit', '-q', '-m', 'one'],
  ]
  for (const args of commands) {
    const { code, stderr } = await run('git', args, { cwd: folder, env: world.env })
    if (code !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`)
  }
  const noting = `#!/bin/sh\necho call >> '${calls}'\nPATH='${path}' exec git "$@"\n`
  await writeFile(join(bin, 'git'), noting)
  await chmod(join(bin, 'git'), 0o755)
  const seen = { scripts: 0, git: 0 }
  return {
    spec: `git+file://${folder}`,
    env: { PATH: `${bin}:${path}`, MARK: mark },
    marks: () => {
      const [scripts, git] = [linesOf(mark), linesOf(calls)]
      const news = { scripts: scripts.slice(seen.scripts), git: git.length - seen.git }
      seen.scripts = scripts.length
      seen.git = git.length
      return news
    },
  }
}

function linesOf(file: string): string[] {
  return existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : []
}
