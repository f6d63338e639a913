import { homeRelative, quoteFish, quotePosix, quotePowerShell } from './quote.ts'

export const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const
export type Shell = (typeof SHELLS)[number]

/** The files that start files read. What they do can change without anybody's start files being touched. */
export const SCRIPTS = { posix: 'init.sh', fish: 'init.fish', powershell: 'init.ps1' } as const

const HEAD = `# Written by dsca setup, removed by dsca setup --undo. Puts safe-npm's npm and npx first on PATH.`

/**
 * For sh, bash and zsh; nothing in it starts a program. Version managers put their folder first when they are
 * loaded, when one changes the folder or the version: so PATH is looked at before every prompt. The functions are
 * for what is typed on one line with such a change. Who has functions or aliases of these names keeps them.
 */
function posixScript(shims: string): string {
  const function_ = (name: string) =>
    `function ${name} { if [ -x "$_safe_npm_shims/${name}" ]; then "$_safe_npm_shims/${name}" "$@"; else command ${name} "$@"; fi; }`
  const unlessThere = (name: string) =>
    `      typeset -f ${name} >/dev/null 2>&1 || alias ${name} >/dev/null 2>&1 || eval '${function_(name)}'`
  return `${HEAD}
_safe_npm_shims=${quotePosix(shims)}
_safe_npm_first() {
  case \${PATH-} in
    "$_safe_npm_shims" | "$_safe_npm_shims:"*) return 0 ;;
  esac
  [ -d "$_safe_npm_shims" ] || return 0
  _safe_npm_rest=":\${PATH-}:"
  while :; do
    case $_safe_npm_rest in
      *":$_safe_npm_shims:"*)
        _safe_npm_rest="\${_safe_npm_rest%%":$_safe_npm_shims:"*}:\${_safe_npm_rest#*":$_safe_npm_shims:"}"
        ;;
      *) break ;;
    esac
  done
  _safe_npm_rest="\${_safe_npm_rest#:}"
  PATH="$_safe_npm_shims\${PATH:+:}\${_safe_npm_rest%:}"
  export PATH
  unset _safe_npm_rest
}
_safe_npm_first
case $- in
  *i*)
    if [ -n "\${ZSH_VERSION-}" ]; then
      eval 'typeset -ga precmd_functions; precmd_functions=(\${precmd_functions:#_safe_npm_first} _safe_npm_first)'
    elif [ -n "\${BASH_VERSION-}" ]; then
      case \${PROMPT_COMMAND-} in
        *_safe_npm_first*) ;;
        # On a line of its own: what is there may end with a semicolon.
        *) PROMPT_COMMAND="\${PROMPT_COMMAND-}\${PROMPT_COMMAND:+
}_safe_npm_first" ;;
      esac
    fi
    if [ -n "\${ZSH_VERSION-}\${BASH_VERSION-}" ]; then
${unlessThere('npm')}
${unlessThere('npx')}
    fi
    ;;
esac
`
}

/** fish tells when PATH changes: no hook before prompts, no functions. */
function fishScript(shims: string): string {
  return `${HEAD}
set -g __safe_npm_shims ${quoteFish(shims)}
function __safe_npm_first --on-variable PATH
    if test -d $__safe_npm_shims; and test "$PATH[1]" != $__safe_npm_shims
        set -l others
        for folder in $PATH
            test "$folder" = $__safe_npm_shims; or set -a others "$folder"
        end
        set -gx PATH $__safe_npm_shims $others
    end
end
__safe_npm_first
`
}

function powerShellScript(shims: string): string {
  return `${HEAD}
$SafeNpmShims = ${quotePowerShell(shims)}
if (Test-Path -LiteralPath $SafeNpmShims) {
  $separator = [IO.Path]::PathSeparator
  $others = $env:PATH -split [regex]::Escape($separator) | Where-Object { $_ -ne $SafeNpmShims }
  $env:PATH = (@($SafeNpmShims) + @($others)) -join $separator
}
`
}

/** Name and text of every file of the folder. */
export function initScripts(shims: string): Readonly<Record<string, string>> {
  return {
    [SCRIPTS.posix]: posixScript(shims),
    [SCRIPTS.fish]: fishScript(shims),
    [SCRIPTS.powershell]: powerShellScript(shims),
  }
}

/** What stands in a start file: reads the script, and does nothing where there is none any more. */
export function blockLines(shell: Shell, script: string, home: string): readonly string[] {
  const note = '# npm and npx go through safe-npm. To undo: dsca setup --undo'
  switch (shell) {
    case 'bash':
    case 'zsh': {
      const path = homeRelative(script, home, quotePosix)
      return [note, `if [ -r ${path} ]; then . ${path}; fi`]
    }
    case 'fish': {
      const path = homeRelative(script, home, quoteFish)
      return [note, `if test -r ${path}; source ${path}; end`]
    }
    case 'powershell': {
      const path = quotePowerShell(script)
      return [note, `if (Test-Path -LiteralPath ${path}) { . ${path} }`]
    }
  }
}
