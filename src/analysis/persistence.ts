import type { DecoyFile } from '../model/index.ts'

type Pattern = readonly [pattern: RegExp, why: string]

/** Places in a home from which something is started by itself, or which decide what others start. */
const HOME: readonly Pattern[] = [
  [/^\.(bash|zsh|fish|k?sh|tcsh|csh)(rc|env|_profile|_login|_logout|_aliases)?$/, 'read by every shell'],
  [/^\.(profile|zprofile|zlogin|zshenv|zshrc|inputrc|xprofile|xsessionrc|xinitrc)$/, 'read at every login'],
  [/^\.config\/(fish|zsh|nushell)\//, 'read by every shell'],
  [/^\.config\/(systemd\/user|autostart|upstart|environment\.d)\//, 'started at every login'],
  [/^\.local\/share\/systemd\/user\//, 'started at every login'],
  [/^Library\/LaunchAgents\//, 'started at every login'],
  [/^(\.local\/bin|bin)\//, 'in the search path of commands'],
  [/^\.ssh\//, 'decides who may log in, and where to'],
  [
    /^\.(claude|claude\.json$|codex|gemini|cursor|windsurf|copilot|aider|mcp\.json$)/,
    'read by a coding assistant',
  ],
  [/^\.config\/(claude|github-copilot|cursor|opencode|mcp)/, 'read by a coding assistant'],
  [/^\.(vscode|vscode-server|vscode-oss)\//, 'run by the editor'],
  [/^\.config\/(Code|VSCodium|Cursor)\/User\//, 'run by the editor'],
  [/^\.config\/(nvim|emacs|JetBrains)\/|^\.(vimrc|emacs|emacs\.d\/)/, 'run by the editor'],
  [
    /^\.(npmrc|yarnrc(\.yml)?|pnpmrc|bunfig\.toml)$|^\.config\/pnpm\/rc$/,
    'decides what packages are installed',
  ],
  [/^\.(gitconfig|git-templates\/)|^\.config\/git\//, 'run by git'],
  [/^\.(pip|config\/pip|cargo\/(config|bin\/)|gnupg)/, 'decides what other tools trust'],
  [/^\.(docker|kube|aws|azure|config\/gcloud)\//, 'holds credentials'],
]

/** The same of a project. Git hooks are not among them: packages that write some are named separately. */
const PROJECT: readonly Pattern[] = [
  [
    /^\.(github|gitea|forgejo)\/(workflows|actions)\/|^\.(gitlab-ci\.yml|travis\.yml|circleci\/)/,
    'run by CI',
  ],
  [/^(azure-pipelines\.yml|Jenkinsfile|bitbucket-pipelines\.yml)$/, 'run by CI'],
  [/^\.(vscode|idea|zed|devcontainer)\//, 'run by the editor'],
  [
    /^\.(claude|cursor|windsurf|gemini|codex|kiro)\/|^\.(mcp\.json|cursorrules|windsurfrules)$/,
    'read by a coding assistant',
  ],
  [/^(CLAUDE|AGENTS|GEMINI)(\.local)?\.md$/, 'read by a coding assistant'],
  [
    /^(package\.json|package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml)$/,
    'decides what is installed',
  ],
  [/^\.(npmrc|yarnrc(\.yml)?|pnpmfile\.c?js|envrc)$/, 'decides what is installed'],
  [/^\.git\/config$/, 'run by git'],
]

/** What makes a file in this place act by itself, later; null when nothing is known that does. */
export function actsLater(root: DecoyFile['root'], path: string): string | null {
  const patterns = root === 'home' ? HOME : PROJECT
  return patterns.find(([pattern]) => pattern.test(path))?.[1] ?? null
}
