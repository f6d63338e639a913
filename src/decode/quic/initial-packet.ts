import { createCipheriv, createDecipheriv } from 'node:crypto'
import { u8 } from '../bytes.ts'
import type { InitialKeys } from './initial-keys.ts'
import type { LongHeader } from './long-header.ts'

/** RFC 9001 §5.4.2. */
const SAMPLE_AFTER = 4
const SAMPLE = 16
const TAG = 16

/** The frames of an Initial packet; null if these are not its keys. */
export function openInitial(bytes: Uint8Array, header: LongHeader, keys: InitialKeys): Uint8Array | null {
  const { start, numberAt, end } = header
  if (numberAt + SAMPLE_AFTER + SAMPLE > end) return null
  const mask = maskOf(bytes.subarray(numberAt + SAMPLE_AFTER, numberAt + SAMPLE_AFTER + SAMPLE), keys.header)
  const first = u8(bytes, start) ^ (u8(mask, 0) & 0x0f)
  const numberLength = (first & 3) + 1
  const payload = numberAt + numberLength
  if (payload + TAG > end) return null
  const head = bytes.slice(start, payload)
  head[0] = first
  for (let index = 0; index < numberLength; index++) {
    head[numberAt - start + index] = u8(bytes, numberAt + index) ^ u8(mask, index + 1)
  }
  return decrypt(bytes.subarray(payload, end), head, nonceOf(keys.iv, head, numberLength), keys.key)
}

function maskOf(sample: Uint8Array, key: Uint8Array): Uint8Array {
  return createCipheriv('aes-128-ecb', key, null).update(sample)
}

/** The packet's number, written over the end of the iv. A client's first numbers are never shortened. */
function nonceOf(iv: Uint8Array, head: Uint8Array, numberLength: number): Uint8Array {
  const nonce = Uint8Array.from(iv)
  for (let index = 1; index <= numberLength; index++) {
    nonce[nonce.length - index] = u8(nonce, nonce.length - index) ^ u8(head, head.length - index)
  }
  return nonce
}

function decrypt(
  sealed: Uint8Array,
  head: Uint8Array,
  nonce: Uint8Array,
  key: Uint8Array,
): Uint8Array | null {
  const opener = createDecipheriv('aes-128-gcm', key, nonce)
  opener.setAAD(head)
  opener.setAuthTag(sealed.subarray(sealed.length - TAG))
  const plain = opener.update(sealed.subarray(0, sealed.length - TAG))
  try {
    opener.final()
    return plain
  } catch {
    return null
  }
}
