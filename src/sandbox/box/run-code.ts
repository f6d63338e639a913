/**
 * Programs that run inside the box, unprivileged. They reach Node on its standard input: no file and no command
 * line of ours is in the box. They use the libraries of the user's own npm, so that a package is unpacked,
 * linked and run exactly as that npm does it.
 */
export function boxProgram(code: string, job: Readonly<Record<string, unknown>>): string {
  return `const job = ${JSON.stringify(job)}\n${code}`
}

const PRELUDE = `
process.title = job.title
process.on('SIGUSR1', () => {})
const req = require('node:module').createRequire(job.npm + '/package.json')
`

/** Unpacks tarballs: { title, npm, concurrency, packages: [{ tarball, path, integrity }] }. Writes what failed to stdout as JSON. */
export const FETCH_CODE = `${PRELUDE}
const pacote = req('pacote')
const npa = req('npm-package-arg')
// npm's cache names its files by hash: without an ending they would pass for folders.
const specOf = (path) => Object.assign(npa('file:' + path + '.tgz', job.project), { fetchSpec: path })
const failed = []
const queue = [...job.packages]
const worker = async () => {
  for (let p = queue.shift(); p; p = queue.shift()) {
    try {
      await new pacote.FileFetcher(specOf(p.tarball), { integrity: p.integrity, cache: job.cache, where: job.project }).extract(p.path)
    } catch (error) { failed.push({ path: p.path, error: String(error && error.code || error) }) }
  }
}
Promise.all(Array.from({ length: job.concurrency }, worker)).then(() => {
  process.stdout.write(JSON.stringify({ failed }))
})
`

/** Links the bins of packages, as npm does between preinstall and install: { title, npm, packages: [{ path, top }] }. */
export const BINS_CODE = `${PRELUDE}
const binLinks = req('bin-links')
const PackageJson = req('@npmcli/package-json')
const all = job.packages.map(async (p) => {
  const { content } = await PackageJson.normalize(p.path)
  await binLinks({ pkg: content, path: p.path, top: false, global: false, force: true })
})
Promise.allSettled(all)
`

/** Runs one lifecycle script: { title, npm, path, event, command, env, scriptShell }. Exits as the script did. */
export const SCRIPT_CODE = `${PRELUDE}
const runScript = req('@npmcli/run-script')
const PackageJson = req('@npmcli/package-json')
const main = async () => {
  const { content } = await PackageJson.normalize(job.path).catch(() => ({ content: {} }))
  const pkg = { ...content, scripts: { ...content.scripts, [job.event]: job.command } }
  const { code } = await runScript({ event: job.event, path: job.path, pkg, stdio: 'inherit', env: job.env, scriptShell: job.scriptShell })
  return code || 0
}
main().then((code) => process.exit(code), (error) => process.exit(typeof error.code === 'number' && error.code ? error.code : 1))
`

/** Loads a package as a program would, by require and by import: { title, npm, project, name }. */
export const IMPORT_CODE = `${PRELUDE}
process.argv.length = 1
const { createRequire } = require('node:module')
const fromProject = createRequire(job.project + '/package.json')
const main = async () => {
  try { fromProject(job.name) } catch {}
  try { await import(job.name) } catch {}
}
process.on('uncaughtException', () => {})
process.on('unhandledRejection', () => {})
main()
`
