// The tests' helpers (a registry on loopback, a world of its own) for a plain script: they are TypeScript, which
// Node 20 does not run.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import ts from 'typescript'

export const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const COMPILER_OPTIONS = {
  module: ts.ModuleKind.ESNext,
  target: ts.ScriptTarget.ES2022,
  verbatimModuleSyntax: true,
  rewriteRelativeImportExtensions: true,
}

/** Hands the helpers to `work`: `await load('registry')` is the module test/helpers/registry.ts. */
export async function withHelpers(work) {
  const cache = join(ROOT, 'node_modules', '.cache')
  mkdirSync(cache, { recursive: true })
  // Below node_modules, so that packages are found from there.
  const out = mkdtempSync(join(cache, 'picture-'))
  try {
    const source = join(ROOT, 'test', 'helpers')
    for (const name of readdirSync(source).filter((file) => file.endsWith('.ts'))) {
      const text = readFileSync(join(source, name), 'utf8')
      const { outputText } = ts.transpileModule(text, { compilerOptions: COMPILER_OPTIONS })
      // What helpers take from the program itself has been built.
      const script = outputText.replaceAll(/(?<=["'])\.\.\/\.\.\/src\//g, '../../../dist/')
      writeFileSync(join(out, name.replace(/\.ts$/, '.js')), script)
    }
    writeFileSync(join(out, 'package.json'), '{"type":"module"}')
    return await work((name) => import(pathToFileURL(join(out, `${name}.js`)).href))
  } finally {
    rmSync(out, { recursive: true })
  }
}
