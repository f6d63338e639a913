import type { FindingCode } from '../model/index.ts'
import { FINDING_EXPLANATIONS } from './explain/findings.ts'
import { messageText } from './sarif-message.ts'

/** Codes that are malicious in any case; each result has a level of its own. */
const MALICIOUS: ReadonlySet<string> = new Set<FindingCode>(['canary-sent', 'file-deleted', 'registry-write'])

/** The rules of a SARIF log are our codes, each with its explanation as help. */
export const SARIF_RULES = Object.entries(FINDING_EXPLANATIONS).map(
  ([id, { title, means, causes, todo }]) => ({
    id,
    name: id.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: messageText(title) },
    fullDescription: { text: messageText(means) },
    help: {
      text: `${means}\n\nUsually: ${causes}\n\nWhat to do: ${todo}`,
      markdown: `${means}\n\n**Usually:** ${causes}\n\n**What to do:** ${todo}`,
    },
    defaultConfiguration: { level: MALICIOUS.has(id) ? 'error' : 'warning' },
    properties: { tags: ['security', 'supply-chain'] },
  }),
)
