/** Enough for the sentence that names the cause; the rest of what a program says at its end is where it was. */
const MAX_TEXT = 300
/** Of a text that is too long the beginning says what ended, the end says why. */
const HEAD = 100

const STACK_FRAME = /^at\s|^\^+$|^node:internal|^Node\.js v\d/

/** What a fault says of itself (hostile), as one line: a stack trace goes, and the middle when it is long. */
export function faultText(detail: string): string {
  const lines = detail.split(/[\r\n]+/).map((line) => line.trim())
  const telling = lines.filter((line) => line !== '' && !STACK_FRAME.test(line))
  const text = telling.join(' | ').replace(/[:\s]+$/, '')
  if (text.length <= MAX_TEXT) return text
  return `${text.slice(0, HEAD)}…${text.slice(HEAD + 1 - MAX_TEXT)}`
}
