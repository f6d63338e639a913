import type { FindingCode } from '../../model/index.ts'
import type { Explanation } from './explanation.ts'

const ALLOW = '`dsca allow PACKAGE HOST` lets this package contact this host from now on.'
const LOOK = '`dsca show SCAN` tells the story of the scan, and names its capture.'

/** In the order of how telling they are; exhaustive by its type. */
export const FINDING_EXPLANATIONS: Readonly<Record<FindingCode, Explanation>> = {
  'canary-sent': {
    title: 'a decoy credential was sent away',
    means:
      'The value of a decoy credential left a script, whole or in part, plain or encoded. Outside of the sandbox it would have been yours.',
    causes:
      'Theft of credentials. Only where a token goes to the one host that issues such tokens it is suspicious instead of malicious: some packages use a token that they find for the downloads of their own code host.',
    todo: `Do not install it. ${LOOK} Tell the registry, and change your credentials if it ever ran on this machine.`,
  },
  'file-deleted': {
    title: 'a script deleted files of yours',
    means: 'A file that stands for one of yours (keys, settings, notes) has gone when a script had run.',
    causes: 'Wipers: some delete what they find when they cannot send it. No installation needs it.',
    todo: `Do not install it. No rule excuses it. ${LOOK}`,
  },
  'canary-read': {
    title: 'a script read credentials of yours',
    means:
      'A file that holds a decoy credential was read, as its access time says. Files that npm, git and ssh read by themselves are only information.',
    causes: 'The first half of a theft; or a search through the whole home, whatever for.',
    todo: `Does the package need that file to install? Hardly any does. ${LOOK} What was read and then sent is \`canary-sent\`.`,
  },
  'file-changed': {
    title: 'a script changed files of yours',
    means:
      'A file that stands for one of yours (shell start files, keys, npm settings) was written while a script ran.',
    causes:
      'Persistence: what is written there acts later, in every new shell or installation. Rarely a tool that sets itself up.',
    todo: `Look at what it writes before you install it. ${LOOK}`,
  },
  'package-changed': {
    title: 'a script changed another package',
    means:
      'While a script ran, a file in the folder of another package, or a command in `node_modules/.bin`, was made, changed or deleted. Of its own folder only a rewritten manifest is told, as information.',
    causes:
      'Code that is to act under another name: what the changed package does from then on is blamed on that one. Rarely a patch that belongs to its own dependency.',
    todo: `Whose file is it, and what should it be good for? If there is no reason for it, do not install it. ${LOOK}`,
  },
  'registry-write': {
    title: 'a script tried to change something in the registry',
    means:
      'A script sent the registry a request that would have changed something: a publish, a login, a token. It was refused. With your token it could publish under your name.',
    causes: 'Worms that spread by publishing. No installation needs it.',
    todo: `Do not install it. No rule excuses it, and \`--safe-yes\` does not either. ${LOOK}`,
  },
  'foreign-contact': {
    title: 'a package contacted a stranger',
    means:
      'A packet went to something that is none of the registries that npm is configured for. In the sandbox it went nowhere.',
    causes:
      'The download of a prebuilt program from its makers; telemetry; or data that are carried away. The URL and the size of what was sent tell which.',
    todo: `Is it their host, and is that what the package is for? Then ${ALLOW} If not, do not install it. ${LOOK}`,
  },
  'foreign-lookup': {
    title: 'a package asked for the address of a stranger',
    means:
      'A name that belongs to none of your registries was asked of DNS. The name alone can carry a message to whoever answers for its domain.',
    causes:
      'The first step of a contact, most often of a download; a check whether the machine is on line; or data in the labels of the name.',
    todo: `Is there anything odd in the name? If it is their own host, ${ALLOW} ${LOOK}`,
  },
  'registry-read': {
    title: 'a script read from the registry',
    means: 'A script asked the registry for something that npm itself did not need for this installation.',
    causes:
      'An installer that fetches a package of its own for this platform; a check for a newer version; or a script that looks for packages to spread to.',
    todo: `See what it asked for: ${LOOK}`,
  },
  'foreign-source': {
    title: 'a package that does not come from your registry',
    means:
      'The package comes from git or from a web server. Its bytes are whatever that place hands out today, and nobody else has seen them.',
    causes: 'A dependency on a branch, a fork or a tarball, of yours or of one of your dependencies.',
    todo: `If you wanted it: \`dsca allow PACKAGE HOST\`. If not, find who depends on it: \`npm explain PACKAGE\`.`,
  },
  'manifest-mismatch': {
    title: 'the bytes are not what the registry says',
    means:
      'The name, the version or the scripts in the tarball contradict what the registry or the lockfile says of it. What is shown on the web is not what would be installed.',
    causes:
      'A tool that rewrote package.json after it was published; or scripts that were hidden on purpose.',
    todo: 'Compare: `npm pack PACKAGE` and `npm view PACKAGE`. If they differ in scripts, do not install it.',
  },
  'unattributed-traffic': {
    title: 'traffic of which nobody knows the script',
    means:
      'Something was sent, and no process could be found that sent it. Whose doing it is cannot be said, so it counts against the whole installation.',
    causes: 'A process that ended before it could be looked at; packets that were made by hand.',
    todo: `Watch it again: \`dsca scan PACKAGE\`. If it stays, look at the capture: ${LOOK}`,
  },
  'process-survived': {
    title: 'a process is left running',
    means:
      'A process was still there after the script had ended and the linger was over. What it does later, nobody sees.',
    causes:
      'A build server, a daemon, a watcher that was not told to stop; or something that waits until nobody looks.',
    todo: `Ask why an installation needs it. No rule excuses it: at a terminal you may say yes once. ${LOOK}`,
  },
  'malformed-traffic': {
    title: 'packets that cannot be read',
    means: 'Packets were sent that no decoder of ours can read. What is in them is unknown.',
    causes: 'An unusual or broken program; or something that is made to escape a capture.',
    todo: `Open the capture in Wireshark: ${LOOK}`,
  },
  'script-failed': {
    title: 'a script failed, so the rest of it was not seen',
    means:
      'A script ended with an error in the sandbox. What it does where it does not fail is unknown, so it is not called clean. It is only a note where it asked for something outside and did not get it, or where npm goes on without the package.',
    causes:
      'A tool or a compiler that is missing; something that it wanted to download; a real fault of the package.',
    todo: 'Does it work with plain npm on this machine? Install the tool that it misses. `dsca show SCAN` has its command.',
  },
  'watch-incomplete': {
    title: 'the watch is no proof',
    means:
      'Not everything could be seen. What was not seen may be anything, so it is not called clean. The detail begins with the fault.',
    causes: 'One of the faults below; `dsca explain FAULT` says more of each.',
    todo: 'Do what the fault says, and again. `dsca doctor` proves whether watching works here at all.',
  },
}
