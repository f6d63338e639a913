import { describe, expect, it } from 'vitest'
import { dialogueOfPort, dialogueOfWords } from '../../../../../src/sandbox/sensor/dialogues/choose.ts'
import { lineReader } from '../../../../../src/sandbox/sensor/dialogues/dialogue.ts'

/** What a client says on a port, line by line, and how each answer begins; empty where there is none. */
const CASES: readonly (readonly [
  name: string,
  port: number,
  said: readonly (readonly [string, string])[],
])[] = [
  [
    'SMTP',
    25,
    [
      ['EHLO me', '250-mail'],
      ['auth login', '334 VXNlcm5hbWU6'],
      ['bWU=', '334 UGFzc3dvcmQ6'],
      ['c2VjcmV0', '235'],
      ['MAIL FROM:<a@b.example>', '250'],
      ['RCPT TO:<c@d.example>', '250'],
      ['DATA', '354'],
      ['QUIT is a word of the mail', ''],
      ['..', ''],
      ['.', '250'],
      ['STARTTLS', '454'],
      ['QUIT', '221'],
    ],
  ],
  [
    'SMTP, all at once',
    587,
    [
      ['AUTH PLAIN AG1lAHNlY3JldA==', '235'],
      ['HELO me', '250'],
    ],
  ],
  [
    'SMTP, in two',
    465,
    [
      ['AUTH PLAIN', '334'],
      ['AG1lAHNlY3JldA==', '235'],
      ['NOOP', '250'],
    ],
  ],
  [
    'FTP',
    21,
    [
      ['USER me', '331'],
      ['PASS secret', '230'],
      ['EPSV', '229 Entering Extended Passive Mode (|||50021|)'],
      ['PASV', '227 Entering Passive Mode (203,0,113,9,195,101)'],
      ['STOR loot', '150'],
      ['RETR tool', '550'],
      ['SITE x', '200'],
    ],
  ],
  [
    'IRC',
    6667,
    [
      ['CAP LS 302', ':irc CAP * LS'],
      ['NICK bob', ''],
      ['USER bob 0 * :b', ':irc 001 bob :Welcome'],
      ['PING x', ':irc PONG irc x'],
      ['JOIN #c', ':bob!bob@host JOIN #c'],
      ['PRIVMSG #c :hi', ''],
    ],
  ],
  [
    'Redis',
    6379,
    [
      ['*1', '+OK'],
      ['$4', ''],
      ['INFO', ''],
    ],
  ],
  ['SSH', 22, [['SSH-2.0-client', '']]],
]

const dialogue = (port: number) => dialogueOfPort(port)?.('203.0.113.9') ?? null

describe('a dialogue', () => {
  it.each(CASES)('%s', (_name, port, said) => {
    const talk = dialogue(port)
    for (const [line, answer] of said) {
      const heard = talk?.reply(line) ?? 'nobody'
      expect(heard.slice(0, Math.max(answer.length, heard === '' ? 0 : 1)), line).toBe(answer)
      if (heard !== '') expect(heard.endsWith('\r\n'), line).toBe(true)
    }
  })

  it.each([
    [21, /^220 /],
    [22, /^SSH-2\.0-/],
    [25, /^220 .*ESMTP/],
    [6667, /NOTICE AUTH/],
  ])('of port %i begins as its servers do', (port, banner) => {
    expect(dialogue(port)?.banner).toMatch(banner)
  })

  it('is nobody`s on other ports', () => {
    expect([80, 443, 4444, 0].map(dialogueOfPort)).toEqual([null, null, null, null])
  })

  it.each([
    ['NICK bob\r\n', 'irc'],
    ['{"id":1,"method":"mining.subscribe","params":[]}\n', 'stratum'],
    ['{"method":"login","params":{"login":"wallet"},"id":1}\n', 'stratum'],
    ['{"hello":1}\n', undefined],
    ['HELO me\r\n', undefined],
  ])('by its words: %j', (first, protocol) => {
    expect(dialogueOfWords(Buffer.from(first))?.('203.0.113.9').protocol).toBe(protocol)
  })

  it('of a mining pool lets everybody in, and survives what is no JSON', () => {
    const talk = dialogueOfWords(Buffer.from('{"method":"mining.subscribe"}'))?.('')
    expect(JSON.parse(talk?.reply('{"id":7,"method":"mining.authorize"}') ?? '')).toMatchObject({
      id: 7,
      result: true,
    })
    expect(['null', '1', '{', ''].map((line) => talk?.reply(line))).toEqual(['', '', '', ''])
  })
})

describe('lineReader', () => {
  const reading = () => {
    const lines: string[] = []
    const said: string[] = []
    const reply = (line: string) => {
      lines.push(line)
      return line === 'quiet' ? '' : 'ok'
    }
    return { lines, said, read: lineReader({ protocol: 'x', banner: '', reply }, (text) => said.push(text)) }
  }
  it('puts lines together however they are cut', () => {
    const { lines, said, read } = reading()
    for (const part of ['on', 'e\r', '\ntwo\nqui', 'et\n', 'half']) read(Buffer.from(part))
    expect([lines, said]).toEqual([
      ['one', 'two', 'quiet'],
      ['ok', 'ok'],
    ])
  })
  it('keeps no line without end', () => {
    const { lines, read } = reading()
    for (let count = 0; count < 100; count += 1) read(Buffer.alloc(10_000, 'x'))
    read(Buffer.from('\n'))
    expect(lines.map(({ length }) => length <= 16_384 + 10_000)).toEqual([true])
  })
  it('answers no flood', () => {
    const { said, read } = reading()
    for (let count = 0; count < 30; count += 1) read(Buffer.from('x\n'.repeat(1_000)))
    expect(said.length).toBe(10_000)
  })
})
