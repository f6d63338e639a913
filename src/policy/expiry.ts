import { PolicyError } from './error.ts'

const DAY_MS = 86_400_000
const DATE = /^(\d{4})-(\d{2})-(\d{2})$/
const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const

/** Milliseconds since 1970 at which the day (`2027-01-31`, in UTC) is over; null when there is no such day. */
export function endOfDay(date: string): number | null {
  const [, year, month, day] = (DATE.exec(date) ?? []).map(Number)
  if (year === undefined || month === undefined || day === undefined) return null
  if (year < 1970 || day < 1 || day > daysIn(year, month)) return null
  let days = day + leapYearsBefore(year) - leapYearsBefore(1970) + (year - 1970) * 365
  for (let before = 1; before < month; before += 1) days += daysIn(year, before)
  return days * DAY_MS
}

export function parseExpires(date: string): string {
  if (endOfDay(date) !== null) return date
  throw new PolicyError(
    'policy-expires',
    `'${date}' is no day`,
    'Write the last day on which the rule counts as year-month-day: 2027-01-31',
  )
}

/** `now`: milliseconds since 1970. */
export function isExpired({ expires }: { readonly expires?: string | undefined }, now: number): boolean {
  if (expires === undefined) return false
  return now >= (endOfDay(expires) ?? 0)
}

function daysIn(year: number, month: number): number {
  return (MONTH_DAYS[month - 1] ?? 0) + (month === 2 && isLeap(year) ? 1 : 0)
}

function isLeap(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
}

function leapYearsBefore(year: number): number {
  const last = year - 1
  return Math.floor(last / 4) - Math.floor(last / 100) + Math.floor(last / 400)
}
