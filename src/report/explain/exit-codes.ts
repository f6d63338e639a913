import type { Explanation } from './explanation.ts'

/** By exit code; that every code of src/cli/exit-codes.ts is here is tested, because this folder does not know that one. */
export const EXIT_EXPLANATIONS: Readonly<Record<100 | 101 | 102 | 103 | 104 | 105, Explanation>> = {
  100: {
    title: 'blocked',
    means:
      'Nothing was installed, because of what was found: by `--strict`, by your no, or because it is malicious.',
    causes: 'A finding that no rule allows. The lines before the last one say which.',
    todo: '`dsca show SCAN` (the message names it). If it is all right: `dsca allow PACKAGE HOST`, and again.',
  },
  101: {
    title: 'a decision is needed',
    means: 'Nothing was installed: somebody has to decide, and there is no terminal to ask at.',
    causes: 'A finding in a script, in CI or behind a pipe.',
    todo: 'Run it at a terminal once, or `dsca allow PACKAGE HOST` as the message says. `--safe-yes` says yes to everything suspicious, unseen.',
  },
  102: {
    title: 'inconclusive',
    means: 'Nothing was installed: not everything could be seen, and what was not seen is not called clean.',
    causes: 'A script that did not end or that failed, or a watch that is no proof. The message says which.',
    todo: '`dsca explain script-failed` or `dsca explain watch-incomplete`; longer: `--safe-timeout=900`. At a terminal you may say yes all the same.',
  },
  103: {
    title: 'no sandbox works here',
    means: 'Nothing was watched and nothing was installed.',
    causes:
      'A tool that is missing; a container or a system that forbids namespaces; a Docker daemon that does not answer.',
    todo: 'Type the line that is printed with it; `dsca doctor` says more. This once without a watch: `--safe-skip`.',
  },
  104: {
    title: 'something of ours was asked for wrongly',
    means: 'A flag, a variable, a policy or a command of ours is wrong. Nothing was done.',
    causes: 'A typing mistake; a variable of ours, such as `SAFE_NPM_STRICT`, that is still set.',
    todo: 'The message says which, and what it takes. `dsca --help` lists commands and options.',
  },
  105: {
    title: 'a fault of ours',
    means:
      'Something went wrong in safe-npm, or something that it needs is broken. A fault never counts as allowed.',
    causes: 'npm was not found; the history is locked, damaged or cannot be written; a bug.',
    todo: '`dsca doctor` looks for the cause. With `--loglevel=silly` there is a stack trace to report.',
  },
}
