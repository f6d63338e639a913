// Makes the pictures of the README, docs/session.svg and docs/approve.svg:  npm run picture [-- NAME…]
// Real sessions: our programs run in tmux, 80 columns wide, against a registry on loopback; what is then on the screen
// becomes an SVG. Needs what the tests need (sh scripts/setup.sh --tests) and a build; `approve` also npm 12 and a Node
// for it, which it fetches from this machine's registry.
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { readScreen } from './picture/ansi.js'
import { recordApproval } from './picture/approval.js'
import { recordSession } from './picture/session.js'
import { drawSvg } from './picture/svg.js'

const PICTURES = {
  session: {
    record: recordSession,
    title: 'safe-npm stops an install and asks, because a dependency wants to talk to a stranger',
  },
  approve: {
    record: recordApproval,
    title:
      'npm 12 blocks two install scripts; dsca approve watches both, and approves and runs the clean one',
  },
}

const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(PICTURES)
for (const name of names) {
  const picture = PICTURES[name]
  if (picture === undefined) throw new Error(`No picture ${name}: ${Object.keys(PICTURES).join(', ')}`)
  const { screen, columns } = await picture.record()
  const target = fileURLToPath(new URL(`../docs/${name}.svg`, import.meta.url))
  writeFileSync(target, drawSvg(readScreen(screen), { columns, title: picture.title }))
  console.log(`${target}\n\n${screen.replace(/\x1b\[[\d;]*m/g, '')}\n`)
}
