// Makes docs/session.svg, the picture of the README:  npm run picture [-- FILE]
// A real session: safe-npm runs in tmux, 80 columns wide, against a registry on loopback; what is then on the screen
// becomes an SVG. Needs what the tests need (sh scripts/setup.sh --tests) and a build.
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { readScreen } from './picture/ansi.js'
import { recordSession } from './picture/session.js'
import { drawSvg } from './picture/svg.js'

const target = process.argv[2] ?? fileURLToPath(new URL('../docs/session.svg', import.meta.url))
const { screen, columns } = await recordSession()
const title = 'safe-npm stops an install and asks, because a dependency wants to talk to a stranger'
writeFileSync(target, drawSvg(readScreen(screen), { columns, title }))
console.log(`${target}\n\n${screen.replace(/\x1b\[[\d;]*m/g, '')}`)
