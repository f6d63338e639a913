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
