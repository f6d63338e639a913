import { escapeText } from '../escape.ts'
import { cut, pad, rowLines, usableColumns, width, wrap } from '../layout.ts'
import type { Style } from '../style.ts'
import { count, grouped, percent } from '../words.ts'
import type { SurveyReport } from './survey-report.ts'
import { filterTexts, KIND_NAMES, sourceText, spanText, stateText } from './words.ts'

export interface SurveyTextOptions {
  readonly columns: number
  readonly style: Style
}

const SHOWN = 10
const NUMBER = 9

/** For a terminal: the study's table, kinds, hosts, who it was, and what could not be known. */
export function surveyText(report: SurveyReport, options: SurveyTextOptions): string[] {
  const columns = usableColumns(options.columns)
  const { style } = options
  const title = (text: string) => ['', style.bold(text)]
  return [
    ...headLines(report, columns, style),
    ...title('What it came to'),
    ...studyLines(report, columns, style),
    ...(report.kinds.length === 0
      ? []
      : [...title('By kind (a guess from addresses)'), ...kindLines(report, columns)]),
    ...(report.hosts.length === 0 ? [] : [...title('Most contacted'), ...hostLines(report, columns, style)]),
    ...(report.results.length === 0 ? [] : [...title('Worst first'), ...resultLines(report, columns, style)]),
    ...inconclusiveLines(report, columns, style),
    '',
    ...wrap(
      'dsca report --output=FILE.html has all of it, to search and to follow; .csv and .ndjson are for other programs.',
      columns,
    ),
  ]
}

function headLines(report: SurveyReport, columns: number, style: Style): string[] {
  const { survey, totals } = report
  const span = spanText(totals.firstFinishedAt, totals.lastFinishedAt)
  const rows = [
    { label: 'state', values: [stateText(report)] },
    { label: 'command', values: [escapeText(survey.command, 400)] },
    {
      label: 'names',
      values: [
        escapeText(sourceText(survey), 300),
        ...filterTexts(survey.filter).map((one) => escapeText(one, 300)),
      ],
    },
    {
      label: 'watched on',
      values: [
        escapeText(
          `${survey.platform} in ${survey.engine}, npm ${survey.npm}, Node ${survey.node}, sensor ${survey.sensor}`,
          200,
        ),
        ...(span === null ? [] : [span]),
      ],
    },
  ]
  return [
    style.bold(`Survey ${escapeText(survey.id, 32)}`),
    ...rows.flatMap((row) => rowLines(row, columns, style.dim)),
  ]
}

/** A number in front, its share, and what it counts. */
function numberLine(number: number, share: string, what: string, columns: number): string[] {
  const front = `  ${grouped(number).padStart(NUMBER)}  ${share.padStart(12)}  `
  return wrap(what, columns - front.length).map(
    (text, index) => (index === 0 ? front : ' '.repeat(front.length)) + text,
  )
}

function studyLines({ totals }: SurveyReport, columns: number, style: Style): string[] {
  const { source, chosen, analysed, foreign, verdicts, basis, withScripts } = totals
  const rows: readonly (readonly [number, string, string])[] = [
    [source, '', 'names in the source'],
    [chosen, percent(chosen, source), 'chosen'],
    [analysed, percent(analysed, chosen), 'analysed (with a verdict)'],
    [foreign, percent(foreign, analysed), 'with foreign look-ups or contacts'],
    [verdicts.malicious, percent(verdicts.malicious, analysed), 'malicious'],
    [verdicts.suspicious, percent(verdicts.suspicious, analysed), 'suspicious'],
    [verdicts.inconclusive, percent(verdicts.inconclusive, totals.done), 'inconclusive'],
    [withScripts, percent(withScripts, totals.done), 'with install scripts in the tree'],
    [basis.watched, percent(basis.watched, totals.done), 'watched in the sandbox'],
    [basis.inferred, percent(basis.inferred, totals.done), 'known from what was watched before'],
    [basis.inert, percent(basis.inert, totals.done), 'with nothing to run'],
  ]
  return rows.flatMap(([number, share, what]) => {
    const lines = numberLine(number, share, what, columns)
    return what.startsWith('with foreign') ? lines.map(style.bold) : lines
  })
}

function kindLines({ kinds, totals }: SurveyReport, columns: number): string[] {
  return kinds.flatMap(({ kind, packages }) =>
    numberLine(packages, percent(packages, totals.analysed), KIND_NAMES[kind], columns),
  )
}

/** Two columns; the first is as wide as it has to be, and at most half. */
function pairLines(
  pairs: readonly (readonly [string, string])[],
  total: number,
  columns: number,
  style: Style,
): string[] {
  const room = Math.min(Math.floor(columns / 2), Math.max(...pairs.map(([left]) => width(left))))
  const more = total - pairs.length
  return [
    ...pairs.map(([left, right]) =>
      `  ${pad(cut(left, room), room)}  ${cut(right, columns - room - 4)}`.trimEnd(),
    ),
    ...(more > 0 ? [style.dim(`  and ${count(more, 'more', 'more')}`)] : []),
  ]
}

function hostLines({ hosts, omitted }: SurveyReport, columns: number, style: Style): string[] {
  const pairs = hosts.slice(0, SHOWN).map(({ host, packages, packageCount }) => {
    const names = packages.slice(0, 3).map((name) => escapeText(name, 60))
    return [
      escapeText(host, 120),
      `${count(packageCount, 'package')}: ${names.join(', ')}${packageCount > 3 ? ', …' : ''}`,
    ] as const
  })
  return pairLines(pairs, hosts.length + omitted.hosts, columns, style)
}

function resultLines({ results, omitted }: SurveyReport, columns: number, style: Style): string[] {
  const pairs = results.slice(0, SHOWN).map(({ name, version, verdict, kinds }) => {
    const did = kinds.map((kind) => KIND_NAMES[kind]).join(', ')
    return [
      escapeText(version === null ? name : `${name}@${version}`, 120),
      `${verdict === 'clean' ? 'allowed' : verdict}${did === '' ? '' : `: ${did}`}`,
    ] as const
  })
  return pairLines(pairs, results.length + omitted.results, columns, style)
}

function inconclusiveLines({ inconclusive, totals }: SurveyReport, columns: number, style: Style): string[] {
  const { reasons } = inconclusive
  if (reasons.length === 0) return []
  const more = reasons.length - SHOWN
  return [
    '',
    style.bold('Inconclusive, and why'),
    ...reasons
      .slice(0, SHOWN)
      .flatMap(({ reason, packages }) =>
        numberLine(packages, percent(packages, totals.done), escapeText(reason, 200), columns),
      ),
    ...(more > 0 ? [style.dim(`  and ${count(more, 'more reason')}`)] : []),
  ]
}
