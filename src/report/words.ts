/** `1 script`, `2 scripts`, `no scripts`. */
export function count(number: number, one: string, many = `${one}s`): string {
  if (number === 0) return `no ${many}`
  return `${grouped(number)} ${number === 1 ? one : many}`
}

/** 1204 → `1,204`. */
export function grouped(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ',')
}

/** Decimal units, as npm has them: 1234 → `1.2 kB`. */
export function bytes(number: number): string {
  if (number < 1000) return `${number} B`
  let value = number
  let unit = 'B'
  for (const next of ['kB', 'MB', 'GB', 'TB']) {
    if (value < 999.5) break
    value /= 1000
    unit = next
  }
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${unit}`
}

/** 1104 → `1.1 s`; 95000 → `1 min 35 s`. */
export function duration(milliseconds: number): string {
  const seconds = Math.max(0, milliseconds) / 1000
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  return `${Math.floor(whole / 60)} min ${whole % 60} s`
}

const DAY = 86_400_000

/** `today`, `yesterday`, `12 days ago`, for two moments in milliseconds. */
export function ago(then: number, now: number): string {
  const days = Math.floor(Math.max(0, now - then) / DAY)
  if (days === 0) return 'today'
  return days === 1 ? 'yesterday' : `${grouped(days)} days ago`
}

/** `a`, `a and b`, `a, b and c`. */
export function list(words: readonly string[]): string {
  if (words.length < 2) return words.join('')
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}

/** A share with as many digits as it takes to see it: `0.027 %`, `4.3 %`, `12 %`; of nothing there is none. */
export function percent(part: number, whole: number): string {
  if (whole <= 0) return '–'
  const value = (part / whole) * 100
  if (value === 0) return '0 %'
  if (value >= 100) return '100 %'
  if (value >= 99.95) return 'over 99.9 %'
  if (value < 0.0005) return 'under 0.001 %'
  const digits = value < 0.1 ? 3 : value < 1 ? 2 : value < 10 ? 1 : value < 99 ? 0 : 1
  return `${value.toFixed(digits)} %`
}
