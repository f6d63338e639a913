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

/**
 * Unpacks tarballs. Its own argument is npm's folder; the job comes as JSON on standard input when it is known:
 * { concurrency, project, packages: [{ tarball, path, integrity }] }. Says on stdout what failed, as JSON.
 * No package's code has run by then, so this one may be seen on the command line.
 */
export const FETCH_CODE = `
const Module = require('node:module')
const req = Module.createRequire(process.argv[1] + '/package.json')
// Only files are fetched here. The fetchers for registries, git and the web bring HTTP, TLS and sigstore with
// them: 100 of 160 ms of loading, measured with npm 11.19.
const others = new Set(['./git.js', './registry.js', './remote.js', './dir.js'])
const load = Module._load
const loadFileFetcher = () => {
  try {
    Module._load = function (request, parent, isMain) {
      const skip = others.has(request) && /pacote.lib.fetcher\\.js$/.test(parent && parent.filename)
      return skip ? class {} : load.call(this, request, parent, isMain)
    }
    return req('pacote/lib/file.js')
  } catch {
    return req('pacote').FileFetcher
  } finally {
    Module._load = load
  }
}
const FileFetcher = loadFileFetcher()
const npa = req('npm-package-arg')
// npm's cache names its files by hash: without an ending they would pass for folders.
const specOf = (path, where) => Object.assign(npa('file:' + path + '.tgz', where), { fetchSpec: path })
const unpack = async ({ concurrency, project, packages }) => {
  const failed = []
  const queue = [...packages]
  const worker = async () => {
    for (let p = queue.shift(); p; p = queue.shift()) {
      try {
        // Without a cache of its own to look into and to fill: the bytes are checked all the same.
        const options = { integrity: p.integrity, preferOnline: true, where: project }
        await new FileFetcher(specOf(p.tarball, project), options).extract(p.path)
      } catch (error) { failed.push({ path: p.path, error: String(error && error.code || error) }) }
    }
  }
  await Promise.all(Array.from({ length: concurrency }, worker))
  process.stdout.write(JSON.stringify({ failed }))
}
let text = ''
process.stdin.setEncoding('utf8').on('data', (chunk) => { text += chunk }).on('end', () => unpack(JSON.parse(text)))
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

/** Runs one lifecycle script or executable: { title, npm, path, event, command, args, env, scriptShell }. Exits as the script did. */
export const SCRIPT_CODE = `${PRELUDE}
const runScript = req('@npmcli/run-script')
const PackageJson = req('@npmcli/package-json')
const main = async () => {
  const { content } = await PackageJson.normalize(job.path).catch(() => ({ content: {} }))
  const pkg = { ...content, scripts: { ...content.scripts, [job.event]: job.command } }
  const { code } = await runScript({ event: job.event, path: job.path, pkg, args: job.args || [], stdio: 'inherit', env: job.env, scriptShell: job.scriptShell })
  return code || 0
}
main().then((code) => process.exit(code), (error) => process.exit(typeof error.code === 'number' && error.code ? error.code : 1))
`

/** Loads a package as a program would, by require and by import, that lies in the folder: { title, npm, from, name }. */
export const IMPORT_CODE = `${PRELUDE}
process.argv.length = 1
const { createRequire } = require('node:module')
const fromThere = createRequire(job.from + '/package.json')
// Standard input imports from where it was started.
const importFrom = () => {
  const { Script, constants } = require('node:vm')
  const importModuleDynamically = constants.USE_MAIN_CONTEXT_DEFAULT_LOADER
  return new Script('(name) => import(name)', { filename: job.from + '/index.js', importModuleDynamically }).runInThisContext()
}
const load = job.from === process.cwd() ? (name) => import(name) : importFrom()
const main = async () => {
  try { fromThere(job.name) } catch {}
  try { await load(job.name) } catch {}
}
process.on('uncaughtException', () => {})
process.on('unhandledRejection', () => {})
main()
`
