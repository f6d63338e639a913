import type { Dialogue } from './dialogue.ts'

/** Where files are sent to. */
export const FTP_DATA_PORT = 50_021

/** RFC 959, RFC 2428: takes every file and has none. */
export function ftp(address: string): Dialogue {
  const passive = address.includes(':')
    ? '522 Use EPSV\r\n'
    : `227 Entering Passive Mode (${address.replaceAll('.', ',')},${FTP_DATA_PORT >> 8},${FTP_DATA_PORT & 255}).\r\n`
  return {
    protocol: 'ftp',
    banner: '220 (vsFTPd 3.0.3)\r\n',
    reply: (line) => {
      const verb = /^[A-Za-z]{3,4}/.exec(line)?.[0].toUpperCase() ?? ''
      return verb === 'PASV' ? passive : (SAID[verb] ?? '200 OK.\r\n')
    },
  }
}

const STORED = '150 Ok to send data.\r\n226 Transfer complete.\r\n'
const NO_FILE = '550 Failed to open file.\r\n'
const SAID: Readonly<Record<string, string>> = {
  USER: '331 Please specify the password.\r\n',
  PASS: '230 Login successful.\r\n',
  SYST: '215 UNIX Type: L8\r\n',
  FEAT: '211-Features:\r\n EPSV\r\n PASV\r\n UTF8\r\n211 End\r\n',
  PWD: '257 "/" is the current directory\r\n',
  CWD: '250 Directory successfully changed.\r\n',
  MKD: '257 Created\r\n',
  EPSV: `229 Entering Extended Passive Mode (|||${FTP_DATA_PORT}|)\r\n`,
  STOR: STORED,
  STOU: STORED,
  APPE: STORED,
  RETR: NO_FILE,
  LIST: NO_FILE,
  NLST: NO_FILE,
  MLSD: NO_FILE,
  SIZE: NO_FILE,
  MDTM: NO_FILE,
  QUIT: '221 Goodbye.\r\n',
}
