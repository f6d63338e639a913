import { startNpm } from './start-npm.ts'

startNpm('npm', process.argv.slice(2))
