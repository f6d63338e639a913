import { createWriteStream, type WriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { finished } from 'node:stream/promises'
import type { SurveyPlan, SurveyResult } from '../../model/survey.ts'
import { csvHead, csvRows } from '../../report/survey/csv.ts'
import { renderSurveyHtml } from '../../report/survey/html/page.ts'
import { renderSurveyJson } from '../../report/survey/json.ts'
import { ndjsonHead, ndjsonLine } from '../../report/survey/ndjson.ts'
import type { SurveyReport } from '../../report/survey/survey-report.ts'
import { UsageError } from '../error.ts'

interface Format {
  /** Needs the digest; otherwise every result is written as it comes. */
  readonly whole: boolean
  readonly head: (plan: SurveyPlan) => string
  readonly row: (result: SurveyResult) => string
  readonly end: (report: SurveyReport) => string
}

const nothing = () => ''

/** By a file's ending. */
const FORMATS: Readonly<Record<string, Format>> = {
  html: { whole: true, head: nothing, row: nothing, end: renderSurveyHtml },
  json: { whole: true, head: nothing, row: nothing, end: renderSurveyJson },
  csv: { whole: false, head: csvHead, row: csvRows, end: nothing },
  ndjson: { whole: false, head: ndjsonHead, row: ndjsonLine, end: nothing },
}

/** Throws a UsageError before anything is read. */
export function formatOf(file: string): Format {
  const ending = /[^/\\]\.([a-z]+)$/.exec(file)?.[1] ?? ''
  const format = Object.hasOwn(FORMATS, ending) ? FORMATS[ending] : undefined
  if (format !== undefined) return format
  throw new UsageError(
    `'${file}' has no ending that is known`,
    'dsca report --output=FILE ends in .html, .json, .csv or .ndjson',
  )
}

/** A file that is there when it is whole, and not before. */
export class ReportFile {
  readonly file: string
  readonly format: Format
  readonly #part: string
  readonly #stream: WriteStream

  constructor(file: string, plan: SurveyPlan) {
    this.file = file
    this.format = formatOf(file)
    this.#part = `${file}.${process.pid}.part`
    this.#stream = createWriteStream(this.#part)
    // Whoever writes hears of it: `write` and `end` throw.
    this.#stream.on('error', () => {})
    this.#stream.write(this.format.head(plan))
  }

  async add(result: SurveyResult): Promise<void> {
    await this.#write(this.format.row(result))
  }

  async end(report: SurveyReport): Promise<void> {
    await this.#write(this.format.end(report))
    this.#stream.end()
    try {
      await finished(this.#stream)
      await rename(this.#part, this.file)
    } catch (error) {
      throw this.#problem(error)
    }
  }

  /** After a fault: nothing is left of it. */
  async discard(): Promise<void> {
    this.#stream.destroy()
    await rm(this.#part, { force: true })
  }

  async #write(text: string): Promise<void> {
    if (this.#stream.errored) throw this.#problem(this.#stream.errored)
    if (text === '' || this.#stream.write(text)) return
    await new Promise<void>((resolve, reject) => {
      const done = (error?: Error | null) => {
        this.#stream.off('drain', done).off('error', done)
        if (error instanceof Error) reject(this.#problem(error))
        else resolve()
      }
      this.#stream.on('drain', done).on('error', done)
    })
  }

  #problem(cause: unknown): UsageError {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'for an unknown reason'
    return new UsageError(`cannot write ${this.file}: ${code}`, 'Name a file that can be written', { cause })
  }
}
