/** How a server of one protocol talks: enough for a client to go on and say what it came to say. */
export interface Dialogue {
  /** What it is called in a message. */
  readonly protocol: string
  /** What the server says when nobody has spoken yet; empty where the client begins. */
  readonly banner: string
  /** The answer to one line, without its end; empty for none. */
  readonly reply: (line: string) => string
}

/** The server's address is what a client of FTP is told to connect to. */
export type MakeDialogue = (address: string) => Dialogue

/** A line longer than this is no line of a protocol. */
const MAX_LINE = 16 * 1024
/** Lines of one connection that are answered. */
const MAX_LINES = 10_000

/** Cuts what a client says into lines, and hands each of them to the dialogue. */
export function lineReader(dialogue: Dialogue, write: (text: string) => void): (chunk: Buffer) => void {
  let rest = ''
  let left = MAX_LINES
  return (chunk) => {
    if (left <= 0) return
    const lines = (rest + chunk.toString('latin1')).split('\n')
    rest = (lines.pop() ?? '').slice(0, MAX_LINE)
    for (const line of lines.slice(0, left)) {
      const answer = dialogue.reply(line.replace(/\r$/, ''))
      if (answer !== '') write(answer)
    }
    left -= lines.length
  }
}
