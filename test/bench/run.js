// npm run bench [-- --rounds=5 --only=WORDS --write --check]
// npm run bench -- --survey [--count=1000 --sample=20 --seed=7 --imports=scripted]
// npm run bench -- --survey-truth [--count=20000 --seed=11 --folder=docs/survey]
// npm run bench -- --engines [--rounds=5 --write --check]
// The bench is TypeScript and Node 20 does not run it: it is turned into JavaScript first.
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import ts from 'typescript'

const root = fileURLToPath(new URL('../../', import.meta.url))
const cache = join(root, 'node_modules', '.cache')
mkdirSync(cache, { recursive: true })
const out = mkdtempSync(join(cache, 'bench-'))
const compilerOptions = {
  module: ts.ModuleKind.ESNext,
  target: ts.ScriptTarget.ES2022,
  verbatimModuleSyntax: true,
  rewriteRelativeImportExtensions: true,
}
for (const folder of ['bench', 'helpers']) {
  mkdirSync(join(out, folder))
  for (const name of readdirSync(join(root, 'test', folder))) {
    if (!name.endsWith('.ts')) {
      copyFileSync(join(root, 'test', folder, name), join(out, folder, name))
      continue
    }
    const { outputText } = ts.transpileModule(readFileSync(join(root, 'test', folder, name), 'utf8'), {
      compilerOptions,
    })
    writeFileSync(join(out, folder, name.replace(/\.ts$/, '.js')), outputText)
  }
}
writeFileSync(join(out, 'package.json'), '{"type":"module"}')

try {
  const load = (name) => import(pathToFileURL(join(out, 'bench', name)).href)
  const which =
    ['engines', 'survey', 'survey-truth'].find((name) => process.argv.includes(`--${name}`)) ?? 'main'
  const modules = await load(`${which}.js`)
  const run = {
    engines: modules.benchEngines,
    survey: modules.benchSurvey,
    'survey-truth': modules.surveyTruth,
    main: modules.bench,
  }[which]
  process.exitCode = await run(root, process.argv.slice(2))
} finally {
  rmSync(out, { recursive: true })
}
