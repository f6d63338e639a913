import type { Dialogue } from './dialogue.ts'

const USER_PROMPT = '334 VXNlcm5hbWU6\r\n'
const PASSWORD_PROMPT = '334 UGFzc3dvcmQ6\r\n'
const WELCOME = '235 2.7.0 Authentication successful\r\n'
const EHLO = [
  '250-mail',
  '250-PIPELINING',
  '250-SIZE 35882577',
  '250-8BITMIME',
  '250 AUTH PLAIN LOGIN',
  '',
].join('\r\n')

/** RFC 5321, RFC 4954: takes every mail. TLS is not offered: it would be one more thing to get through. */
export function smtp(): Dialogue {
  let inData = false
  /** What the next lines are answered, while somebody logs in. */
  let prompts: readonly string[] = []
  return {
    protocol: 'smtp',
    banner: '220 mail ESMTP Postfix (Debian/GNU)\r\n',
    reply: (line) => {
      if (inData) {
        inData = line !== '.'
        return inData ? '' : '250 2.0.0 Ok: queued as 4XkT2R5zq9z1\r\n'
      }
      const words = line.toUpperCase().split(/\s+/)
      const answers = prompts.length > 0 ? prompts : words[0] === 'AUTH' ? loginAnswers(words) : []
      prompts = answers.slice(1)
      if (answers[0] !== undefined) return answers[0]
      inData = words[0] === 'DATA'
      return SAID[words[0] ?? ''] ?? '250 2.0.0 Ok\r\n'
    },
  }
}

/** The answer to this line, and to those that it makes the client send. */
function loginAnswers([, kind, initial]: readonly string[]): readonly string[] {
  if (kind === 'LOGIN') return [...(initial === undefined ? [USER_PROMPT] : []), PASSWORD_PROMPT, WELCOME]
  return initial === undefined ? ['334 \r\n', WELCOME] : [WELCOME]
}

const SAID: Readonly<Record<string, string>> = {
  EHLO,
  HELO: '250 mail\r\n',
  DATA: '354 End data with <CR><LF>.<CR><LF>\r\n',
  QUIT: '221 2.0.0 Bye\r\n',
  STARTTLS: '454 4.7.0 TLS not available\r\n',
}
