/** Hosts that somebody agreed to in this process; the finding about the source is then answered as well. */
export const agreedSources = new Set<string>()
