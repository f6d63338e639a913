import { type Bytes, concat } from '../helpers/packets.ts'
import type { Random } from './random.ts'

/** Numbers at which lengths, counts and offsets go wrong. */
const NUMBERS = [0, 1, 2, 3, 4, 7, 8, 19, 20, 21, 63, 64, 127, 128, 192, 254, 255, 256, 1023, 4096, 0x3fff]
const LARGE = [0x7fff, 0x8000, 0xc000, 0xc00c, 0xfffe, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff]
const LONGEST_INSERT = 64
const MAX_STEPS = 4

type Mutation = (bytes: Bytes, random: Random, others: readonly Bytes[]) => Bytes

/** Some of the bytes otherwise: what still has the form of the original gets deeper than random bytes would. */
export function mutate(bytes: Bytes, random: Random, others: readonly Bytes[]): Bytes {
  let mutated = Uint8Array.from(bytes)
  for (let step = 0; step <= random.below(MAX_STEPS); step++) {
    mutated = Uint8Array.from(random.pick(MUTATIONS)(mutated, random, others))
  }
  return mutated
}

const flip: Mutation = (bytes, random) => {
  const at = random.below(bytes.length)
  bytes[at] = (bytes[at] ?? 0) ^ (1 << random.below(8))
  return bytes
}

const byte: Mutation = (bytes, random) => {
  bytes[random.below(bytes.length)] = random.below(2) === 0 ? random.pick(NUMBERS) : random.next()
  return bytes
}

/** A 16- or 32-bit number of either byte order, exactly where one may stand. */
const number: Mutation = (bytes, random) => {
  const width = random.pick([2, 4])
  if (bytes.length < width) return bytes
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const at = random.below(bytes.length - width + 1)
  const value = random.pick(random.below(2) === 0 ? NUMBERS : LARGE)
  const isLittle = random.below(2) === 0
  if (width === 2) view.setUint16(at, value, isLittle)
  else view.setUint32(at, value, isLittle)
  return bytes
}

const cut: Mutation = (bytes, random) => bytes.subarray(0, random.below(bytes.length + 1))

const remove: Mutation = (bytes, random) => {
  const at = random.below(bytes.length + 1)
  return concat(bytes.subarray(0, at), bytes.subarray(at + random.below(16)))
}

const insert: Mutation = (bytes, random) => {
  const at = random.below(bytes.length + 1)
  const added = Uint8Array.from({ length: random.below(LONGEST_INSERT) }, () => random.next())
  return concat(bytes.subarray(0, at), added, bytes.subarray(at))
}

const repeat: Mutation = (bytes, random) => {
  const at = random.below(bytes.length + 1)
  const part = bytes.subarray(at, at + random.below(LONGEST_INSERT))
  const copies = Array.from({ length: 1 + random.below(8) }, () => part)
  return concat(bytes.subarray(0, at), ...copies, bytes.subarray(at))
}

const fill: Mutation = (bytes, random) => {
  const at = random.below(bytes.length)
  return bytes.fill(random.pick([0, 0xff, 0xc0, 0x3f, random.next()]), at, at + random.below(LONGEST_INSERT))
}

/** The beginning of one and the end of another. */
const splice: Mutation = (bytes, random, others) => {
  const other = random.pick(others)
  return concat(
    bytes.subarray(0, random.below(bytes.length + 1)),
    other.subarray(random.below(other.length + 1)),
  )
}

const MUTATIONS: readonly Mutation[] = [
  flip,
  byte,
  byte,
  number,
  number,
  cut,
  remove,
  insert,
  repeat,
  fill,
  splice,
]
