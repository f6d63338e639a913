import { u8, u16 } from '../bytes.ts'

export function ipv4Text(bytes: Uint8Array, at: number): string {
  return `${u8(bytes, at)}.${u8(bytes, at + 1)}.${u8(bytes, at + 2)}.${u8(bytes, at + 3)}`
}

/** RFC 5952: lower case, no leading zeros, the first longest run of two or more zero groups as `::`. */
export function ipv6Text(bytes: Uint8Array, at: number): string {
  if (isMapped(bytes, at)) return `::ffff:${ipv4Text(bytes, at + 12)}`
  const groups: number[] = []
  for (let index = 0; index < 8; index++) groups.push(u16(bytes, at + index * 2))
  const run = longestZeroRun(groups)
  if (run.length < 2) return hex(groups)
  return `${hex(groups.slice(0, run.start))}::${hex(groups.slice(run.start + run.length))}`
}

function hex(groups: readonly number[]): string {
  return groups.map((group) => group.toString(16)).join(':')
}

/** RFC 5952 §5: `::ffff:0:0/96` is shown with a dotted quad. */
function isMapped(bytes: Uint8Array, at: number): boolean {
  for (let index = 0; index < 10; index++) if (u8(bytes, at + index) !== 0) return false
  return u16(bytes, at + 10) === 0xffff
}

function longestZeroRun(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 }
  let start = 0
  for (let index = 0; index <= groups.length; index++) {
    if (groups[index] === 0) continue
    if (index - start > best.length) best = { start, length: index - start }
    start = index + 1
  }
  return best
}
