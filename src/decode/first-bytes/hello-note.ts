import type { ClientHello } from './client-hello.ts'

const MAX_NOTE = 80

/** What a ClientHello tells besides the server's name, in short; null where that is nothing worth a word. */
export function helloNote({ protocols, encrypted }: ClientHello): string | null {
  const facts = [
    ...(protocols.length > 0 ? [`ALPN ${protocols.join(', ')}`] : []),
    ...(encrypted ? ['may hide another name (ECH)'] : []),
  ]
  return facts.length === 0 ? null : facts.join('; ').slice(0, MAX_NOTE)
}
