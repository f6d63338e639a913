/**
 * Text from outside (names, hosts, output, package fields) as it may be printed: nothing in it can move the
 * cursor, change colours, start a new line, reorder what stands beside it or give a CI system a command.
 */

// Controls, format characters (bidi, zero-width, tags), separators, surrogates, private and unassigned code
// points, combining marks (they pile up over other lines), spaces that are not a plain space, and whatever
// Unicode says may be drawn as nothing (Hangul fillers, variation selectors).
const UNPRINTABLE = /[\p{C}\p{M}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|(?! )\p{Zs}|\p{Bidi_Control}/u

// Almost all text is this; the expression above is then never asked.
const PLAIN = /^[\x20-\x7e]*$/

const CUT = '…'

// `##[command]`, `##vso[…]`, `##teamcity[…]`: what CI systems take for a command, anywhere in a line of a log.
const CI_MARK = '##'

function visible(character: string): string {
  if (!UNPRINTABLE.test(character)) return character
  const code = character.codePointAt(0) ?? 0
  if (code <= 0xff) return `\\x${code.toString(16).padStart(2, '0')}`
  return `\\u{${code.toString(16)}}`
}

/**
 * Makes every character that is not plainly visible readable as `\xNN` or `\u{…}`, and cuts with `…`. The
 * result has at most `maxLength` UTF-16 units, and is never cut inside an escape or a surrogate pair. A
 * backslash stays one backslash: the text is for eyes, not for reading back.
 */
export function escapeText(text: string, maxLength = 200): string {
  if (maxLength < 1) return ''
  if (text.length <= maxLength && PLAIN.test(text) && !text.includes(CI_MARK)) return text
  let shown = ''
  // How much of `shown` may stay when the cut mark has to go behind it.
  let keep = 0
  for (const character of text) {
    shown += shown.endsWith('#') && character === '#' ? '\\x23' : visible(character)
    if (shown.length > maxLength) return shown.slice(0, keep) + CUT
    if (shown.length < maxLength) keep = shown.length
  }
  return shown
}
