import type { Dialogue } from './dialogue.ts'

/** A nickname is echoed, cut. */
const MAX_NICK = 32

/** RFC 2812: welcomes everybody and lets them into every channel. */
export function irc(): Dialogue {
  let nick = 'guest'
  return {
    protocol: 'irc',
    banner: ':irc NOTICE AUTH :*** Looking up your hostname...\r\n',
    reply: (line) => {
      const [verb = '', argument = ''] = line.split(/\s+/)
      switch (verb.toUpperCase()) {
        case 'NICK':
          nick = argument.slice(0, MAX_NICK)
          return ''
        case 'USER':
          return `:irc 001 ${nick} :Welcome\r\n:irc 376 ${nick} :End of /MOTD command.\r\n`
        case 'PING':
          return `:irc PONG irc ${argument}\r\n`
        case 'CAP':
          return argument.toUpperCase() === 'LS' ? ':irc CAP * LS :\r\n' : ''
        case 'JOIN':
          return `:${nick}!${nick}@host JOIN ${argument}\r\n:irc 366 ${nick} ${argument} :End of /NAMES list.\r\n`
        default:
          return ''
      }
    },
  }
}
