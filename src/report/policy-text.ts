import type { PolicyRule, PolicySource } from '../model/index.ts'
import type { ExplainedRule, Explanation } from '../policy/explain.ts'
import type { PolicySubject } from '../policy/match.ts'
import { escapeText } from './escape.ts'
import { shellWord } from './shell-word.ts'
import type { Style } from './style.ts'
import { list } from './words.ts'

/** `cypress ^15 may contact download.cypress.example, in install, until 2027-01-31: the tests need it (me)`. */
export function ruleText(rule: PolicyRule): string {
  const { effect, package: name, host, versions, phases, scripts, expires, reason, who } = rule
  const some = versions === undefined ? '' : ` ${escapeText(versions, 80)}`
  const whoMay =
    name === '*'
      ? `${effect === 'allow' ? 'every package' : 'no package'}${some} may`
      : `${escapeText(name, 120)}${some} ${effect === 'allow' ? 'may' : 'may not'}`
  const conditions = [
    ...(phases === undefined ? [] : [`in ${list(phases)}`]),
    ...(scripts === undefined ? [] : [`by ${list(scripts)}`]),
    ...(expires === undefined ? [] : [`until ${escapeText(expires, 20)}`]),
  ]
  const said = [`${whoMay} contact ${host === '*' ? 'any host' : escapeText(host, 260)}`, ...conditions].join(
    ', ',
  )
  const why = reason === null || reason === '' ? '' : `: ${escapeText(reason, 200)}`
  return `${said}${why}${who === undefined ? '' : ` (${escapeText(who, 80)})`}`
}

/** `FILE:LINE`, or the history. */
export function ruleSite({ place }: PolicySource, { line }: PolicyRule): string {
  const where = escapeText(place, 300)
  return line === undefined ? `${where} (dsca allow and deny)` : `${where}:${line}`
}

/** `dsca policy trust`: what the file will allow from now on. */
export function trustLines(file: string, allows: readonly PolicyRule[]): string[] {
  const where = escapeText(file, 300)
  if (allows.length === 0)
    return [
      `${where} allows nothing. What it forbids and demands counts anyway.`,
      'It is trusted from now on, as it is.',
    ]
  return [
    `${where} allows:`,
    ...allows.map((rule) => `  ${ruleText(rule)}`),
    'It is trusted from now on, as it is: with one byte changed it is not. Back: dsca policy untrust',
  ]
}

interface ExplainOptions {
  readonly style: Style
}

/** `dsca policy explain`: who decides, what became of the other rules, what would be needed. */
export function explainLines(
  subject: PolicySubject,
  explanation: Explanation,
  { style }: ExplainOptions,
): string[] {
  const rules = explanation.rules.flatMap((one) => [
    `  ${mark(one, style)} ${STATES[one.state]}: ${ruleText(one.rule)}`,
    `      ${style.dim(ruleSite(one.source, one.rule))}`,
  ])
  const needed = neededLine(subject, explanation)
  return [headline(subject, explanation), ...rules, ...(needed === null ? [] : [`  ${needed}`])]
}

const STATES: Readonly<Record<ExplainedRule['state'], string>> = {
  decides: 'decides',
  counts: 'counts',
  outvoted: 'counts, but another decides',
  depends: 'counts for some versions, phases or scripts',
  expired: 'is over',
  untrusted: 'does not count: the file is not trusted',
  'only-files': 'does not count: a policy demands that allows stand in a file',
}

function mark({ state, rule }: ExplainedRule, style: Style): string {
  if (state !== 'decides') return '·'
  return rule.effect === 'allow' ? style.green('✔') : style.red('✖')
}

function headline(subject: PolicySubject, { effect, rules }: Explanation): string {
  const version = subject.version ? `@${escapeText(subject.version, 80)}` : ''
  const name = `${escapeText(subject.package ?? '*', 120)}${version}`
  const place = escapeText(subject.host ?? subject.address ?? '', 260)
  switch (effect) {
    case 'allow':
      return `${name} may contact ${place}`
    case 'deny':
      return `${name} may not contact ${place}: a deny wins over any allow`
    case 'none':
      return `no rule decides whether ${name} may contact ${place}: it is asked about, and blocked by --strict`
    case null:
      return rules.length === 0 ? `no rule speaks of ${name}` : `what is said of ${name}`
  }
}

function neededLine(subject: PolicySubject, { effect, rules }: Explanation): string | null {
  const decider = rules.find(({ state }) => state === 'decides')
  if (effect === 'deny' && decider !== undefined) return undoDeny(decider)
  if (effect !== 'none') return null
  const unheard = rules.find(({ state }) => state === 'untrusted')
  if (unheard?.source.trust === 'untrusted') return 'To make it count: dsca policy trust'
  if (unheard) return 'To make it count: let nobody else write the file and its folder (chmod go-w)'
  const allow = command('allow', subject.package ?? '*', subject.host ?? subject.address ?? '')
  const more = rules.some(({ state }) => state === 'depends')
    ? ' (or ask with @VERSION, --phase, --script)'
    : ''
  return allow === null ? null : `To allow it: ${allow}${more}`
}

function undoDeny({ rule, source }: ExplainedRule): string | null {
  if (source.kind !== 'history') return `To allow it: change ${ruleSite(source, rule)}`
  const allow = command('allow', rule.package, rule.host)
  return allow === null ? null : `To take it back: ${allow}`
}

/** None where it could not be copied into a shell. A star is quoted: a shell would put file names there. */
function command(verb: 'allow', name: string, host: string): string | null {
  const words = [name, host].map((one) => {
    const word = shellWord(one)
    return word?.includes('*') ? `'${word}'` : word
  })
  return words.includes(null) ? null : `dsca ${verb} ${words.join(' ')}`
}
