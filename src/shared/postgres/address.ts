/** `postgres://…`: where a database is, in the form that libpq has. */
export function isDatabaseAddress(text: string): boolean {
  return /^postgres(ql)?:\/\//i.test(text)
}

/** The address as it may be shown and stored: user, host, port and database; no password, no other parameter. */
export function databasePlace(address: string): string {
  if (!URL.canParse(address)) return 'postgres://…'
  const url = new URL(address)
  const user = url.username || url.searchParams.get('user') || ''
  const host = url.searchParams.get('host')
  return `postgres://${user === '' ? '' : `${user}@`}${url.host}${url.pathname}${host === null ? '' : `?host=${host}`}`
}

/** A command line as it may be stored: an address in it keeps its place and loses its password. */
export function withoutDatabaseSecrets(argv: readonly string[]): string[] {
  return argv.map((one) => one.replace(/postgres(ql)?:\/\/.*$/is, databasePlace))
}
