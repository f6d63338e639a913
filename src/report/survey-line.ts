import type { SurveyProgress } from '../model/survey.ts'

export interface SurveyPace {
  /** Since this run began. */
  readonly seconds: number
  /** Finished in this run. */
  readonly finished: number
}

/** What a running survey comes to so far, in one line that is redrawn. */
export function surveyLine(progress: SurveyProgress, { seconds, finished }: SurveyPace): string {
  const { done, total, suspicious, malicious, inconclusive } = progress
  const rate = seconds > 0 ? finished / seconds : 0
  const found = suspicious + malicious
  return [
    `${bar(total === 0 ? 1 : done / total)} ${count(done)}/${count(total)}`,
    `${rate.toFixed(1)}/s`,
    ...(rate > 0 && done < total ? [`ETA ${duration((total - done) / rate)}`] : []),
    `${count(found)} with findings`,
    ...(malicious > 0 ? [`${count(malicious)} malicious`] : []),
    ...(inconclusive > 0 ? [`${count(inconclusive)} inconclusive`] : []),
  ].join('  ')
}

const WIDTH = 16

function bar(share: number): string {
  const full = Math.round(Math.min(Math.max(share, 0), 1) * WIDTH)
  return `[${'='.repeat(full)}${' '.repeat(WIDTH - full)}]`
}

export function count(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ',')
}

export function duration(seconds: number): string {
  const whole = Math.max(1, Math.round(seconds))
  if (whole < 60) return `${whole} s`
  const minutes = Math.floor(whole / 60)
  if (minutes < 60) return `${minutes} min ${whole % 60} s`
  const hours = Math.floor(minutes / 60)
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.round(hours / 24)} days`
}
