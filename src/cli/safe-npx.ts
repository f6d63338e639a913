import { startNpm } from './start-npm.ts'

startNpm('npx', process.argv.slice(2))
