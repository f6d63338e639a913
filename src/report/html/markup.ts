import { escapeText } from '../escape.ts'

/** Text that is HTML already. Made by `html` alone. */
export class Markup {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

type Part = string | number | null | Markup | readonly (Markup | string)[]

/** As long as a value may be where nothing else is said. */
const VALUE_MAX = 400

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/**
 * HTML in which every value is text from outside: made visible, cut and escaped, for an element's content and for an
 * attribute in quotes alike. Values that are Markup stay as they are; null is nothing.
 */
export function html(strings: TemplateStringsArray, ...values: readonly Part[]): Markup {
  let text = strings[0] ?? ''
  for (const [index, value] of values.entries()) text += markupOf(value) + (strings[index + 1] ?? '')
  return new Markup(text)
}

/** A value that may be longer or shorter than others. */
export function text(value: string, max = VALUE_MAX): Markup {
  return new Markup(entities(escapeText(value, max)))
}

/** Lines of a body, each made visible by itself. */
export function lines(value: string, max: number): Markup {
  const shown = value.slice(0, max).split(/\r?\n/)
  return new Markup(shown.map((line) => entities(escapeText(line, max))).join('\n'))
}

function markupOf(value: Part): string {
  if (value === null) return ''
  if (value instanceof Markup) return value.text
  if (typeof value === 'object') return value.map(markupOf).join('')
  return entities(escapeText(String(value), VALUE_MAX))
}

function entities(value: string): string {
  return value.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? '')
}
