// Loaded into npm with --require: says at the end what npm took for its command line. Programs that npm starts
// have files of their own.
const { writeFileSync } = require('node:fs')
const { join } = require('node:path')

process.on('exit', () => {
  writeFileSync(join(process.env.SAY_ARGV, String(process.pid)), JSON.stringify(process.argv.slice(2)))
})
