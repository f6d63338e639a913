import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import ts from 'typescript'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

export interface Compiled extends AsyncDisposable {
  /** URL of a module of src in its JavaScript form, which a child process can load. */
  url(module: string): string
}

/** Turns folders of src into JavaScript of its own, inside node_modules so that packages are found from there. */
export async function compile(...folders: readonly string[]): Promise<Compiled> {
  const cache = join(ROOT, 'node_modules', '.cache')
  await mkdir(cache, { recursive: true })
  const out = await mkdtemp(join(cache, 'compiled-'))
  for (const folder of folders) await compileFolder(folder, out)
  await writeFile(join(out, 'package.json'), '{"type":"module"}')
  return {
    url: (module) => pathToFileURL(join(out, module.replace(/\.ts$/, '.js'))).href,
    [Symbol.asyncDispose]: () => rm(out, { recursive: true }),
  }
}

async function compileFolder(folder: string, out: string): Promise<void> {
  const source = join(ROOT, 'src', folder)
  for (const name of await readdir(source, { recursive: true })) {
    if (!name.endsWith('.ts')) continue
    const text = await readFile(join(source, name), 'utf8')
    const { outputText } = ts.transpileModule(text, {
      compilerOptions: {
        module: ts.ModuleKind.ESNext,
        target: ts.ScriptTarget.ES2022,
        verbatimModuleSyntax: true,
        rewriteRelativeImportExtensions: true,
      },
    })
    const target = join(out, folder, name.replace(/\.ts$/, '.js'))
    await mkdir(dirname(target), { recursive: true })
    await writeFile(target, outputText)
  }
}
