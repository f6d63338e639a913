import { installDoor } from '../npm/door.ts'
import { findNpm } from '../npm/find-npm.ts'
import { runNpm } from '../npm/run-npm.ts'
import { installSourceDoor } from '../npm/source-door.ts'
import { takeOwnFlags } from './own-flags.ts'
import { typedLine } from './typed.ts'

/**
 * Takes our flags off, puts the guard at npm's door and hands over to npm itself. On the start-up path of every
 * npm command: whatever is not needed before the door is loaded at the door.
 */
export function startNpm(program: 'npm' | 'npx', argv: readonly string[]): void {
  const { own, rest, problems } = takeOwnFlags(argv, process.env, program)
  const problem = problems[0]
  if (problem !== undefined) {
    void Promise.all([import('./flag-problem.ts'), import('./output.ts')]).then(
      ([{ describeFlagProblem }, { say }]) => {
        say(`safe-npm: ${describeFlagProblem(problem)} (exit 104)\n`)
        process.exitCode = 104
      },
    )
    return
  }
  try {
    const path = process.env.PATH ?? ''
    const npm = findNpm(path, process.execPath)
    const typed = typedLine(program === 'npx' ? 'safe-npx' : 'safe-npm', argv)
    installDoor(npm.root, async (door) => {
      const { createGuard } = await import('./watch/guard.ts')
      return createGuard(own, npm, typed)(door)
    })
    installSourceDoor(npm.root, async (source, options) => {
      const [{ guardSource }, { npmLibraries }] = await Promise.all([
        import('./watch/source-guard.ts'),
        import('../npm/libraries.ts'),
      ])
      return guardSource({ source, own, libraries: npmLibraries(npm.root), global: options.global === true })
    })
    const run = () => runNpm(program === 'npx' ? npm.npxCli : npm.npmCli, rest)
    // Only where it was set up: who types safe-npm once does not ask for more than that, and loads no more.
    if (path.includes('safe-npm')) {
      void import('./guard-nested.ts')
        .then((nested) => nested.guardIfSetUp(npm, path))
        .then(run)
        .catch(fail)
    } else run()
  } catch (error) {
    fail(error)
  }
}

function fail(error: unknown): void {
  void import('./watch/failure.ts').then(({ writeFailure }) => {
    process.exitCode = writeFailure(error)
  })
}
