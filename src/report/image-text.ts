import { escapeText } from './escape.ts'
import { usableColumns, wrap } from './layout.ts'
import type { Style } from './style.ts'
import { ago, bytes, duration } from './words.ts'

export interface ImageLine {
  readonly tags: readonly string[]
  readonly id: string
  readonly base: string
  readonly node: string
  readonly bytes: number
  /** Seconds since 1970. */
  readonly created: number
  /** Made of what this version of safe-npm would make it of. */
  readonly current: boolean
  /** A watch would start in this one. */
  readonly used: boolean
}

export interface RemovalLine {
  readonly kind: 'image' | 'kit'
  readonly name: string
  readonly bytes: number | null
  readonly outcome: 'removed' | 'in-use' | 'failed'
  readonly detail: string
}

export interface ImageTextOptions {
  readonly columns: number
  readonly style: Style
}

const NAME_MAX = 120
const INDENT = '   '

/** A tag, or the beginning of the id where there is none. */
export function imageName({ tags, id }: Pick<ImageLine, 'tags' | 'id'>): string {
  return escapeText(tags[0] ?? id.replace(/^sha256:/, '').slice(0, 12), NAME_MAX)
}

/** `dsca image build`: tag, size and time in one line. */
export function builtLine(image: Pick<ImageLine, 'tags' | 'id' | 'bytes'>, milliseconds: number): string {
  return `${imageName(image)}  ${bytes(image.bytes)}  ${duration(milliseconds)}`
}

/** `dsca image ls`: a name, and below it what is known of it. */
export function imageLines(
  images: readonly ImageLine[],
  daemon: string,
  options: ImageTextOptions & { /** Milliseconds since 1970. */ readonly now: number },
): string[] {
  if (images.length === 0) {
    const sentence = `no image of safe-npm at ${escapeText(daemon, NAME_MAX)}`
    return [
      ...wrap(sentence, usableColumns(options.columns)),
      '  It is built when first needed, or now: dsca image build',
    ]
  }
  return images.flatMap((image) => {
    const facts = [
      `base ${escapeText(image.base, NAME_MAX)}`,
      `Node ${escapeText(image.node, 20)}`,
      bytes(image.bytes),
      ago(image.created * 1000, options.now),
    ].join(', ')
    return [
      ` ${mark(image, options.style)} ${imageName(image)}`,
      ...indented(facts, options.columns),
      ...indented(stateOf(image), options.columns),
    ]
  })
}

function mark({ current, used }: ImageLine, style: Style): string {
  if (used) return style.green('✔')
  return current ? '·' : style.yellow('▲')
}

function stateOf({ current, used }: ImageLine): string {
  if (used) return 'safe-npm watches in this one'
  return current ? 'not used by this Node' : 'outdated: dsca image rm removes it'
}

/** `dsca image rm`: what went, and what did not and why. */
export function removalLines(
  removals: readonly RemovalLine[],
  all: boolean,
  options: ImageTextOptions,
): string[] {
  if (removals.length === 0)
    return [all ? 'nothing to remove' : 'nothing outdated to remove (all of it: --all)']
  const stayed = removals.filter(({ outcome }) => outcome !== 'removed').length
  return [
    ...removals.flatMap((one) => removalLine(one, options)),
    ...(stayed === 0
      ? []
      : [`${stayed} of ${removals.length} stayed. Again later: dsca image rm${all ? ' --all' : ''}`]),
  ]
}

function removalLine(one: RemovalLine, { style, columns }: ImageTextOptions): string[] {
  const what = `${KINDS[one.kind]} ${escapeText(one.name, NAME_MAX)}`
  const why = indented(escapeText(one.detail, 300), columns)
  switch (one.outcome) {
    case 'removed':
      return [` ${style.green('✔')} removed ${what}${one.bytes === null ? '' : `  ${bytes(one.bytes)}`}`]
    case 'in-use':
      return [` ${style.yellow('▲')} in use: ${what}`, ...why]
    case 'failed':
      return [` ${style.red('✖')} not removed: ${what}`, ...why]
  }
}

const KINDS = { image: 'image', kit: 'volume' } as const

function indented(text: string, columns: number): string[] {
  return wrap(text, usableColumns(columns) - INDENT.length).map((line) => INDENT + line)
}
