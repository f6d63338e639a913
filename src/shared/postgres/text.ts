/** Text as the database takes it, of what is merely told: it has no NUL. */
export function storableText(text: string): string {
  return text.replaceAll('\0', '\uFFFD')
}
