// Preloaded into a program: writes which files it loads, one path a line, to the file that $LOADED names.
const { appendFileSync } = require('node:fs')
const { register } = require('node:module')

const file = process.env.LOADED
const hook = `
import { appendFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
export async function load(url, context, next) {
  if (url.startsWith('file:')) appendFileSync(${JSON.stringify(file)}, fileURLToPath(url) + '\\n')
  return next(url, context)
}`
register(`data:text/javascript,${encodeURIComponent(hook)}`)
process.on('exit', () =>
  appendFileSync(
    file,
    Object.keys(require.cache)
      .filter((path) => path !== __filename)
      .map((path) => `${path}\n`)
      .join(''),
  ),
)
