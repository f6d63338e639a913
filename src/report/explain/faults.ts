import type { FaultCode } from '../../model/index.ts'
import type { Explanation } from './explanation.ts'

const AGAIN = 'Watch it again: `dsca scan PACKAGE`.'
const DOCTOR = 'If it stays: `dsca doctor` ends with a live proof, and says what is wrong.'

/** What makes a watch incomplete; exhaustive by its type. */
export const FAULT_EXPLANATIONS: Readonly<Record<FaultCode, Explanation>> = {
  'script-timeout': {
    title: 'a script did not end in time',
    means: 'A script was stopped by us. What it would have done next is unknown.',
    causes:
      'A long build; a script that waits for an answer which it cannot get in the sandbox, or until nobody looks.',
    todo: 'Give it longer: `--safe-timeout=900` (with dsca: `--timeout=900`).',
  },
  'resource-limit': {
    title: 'a script wanted more than the sandbox gives',
    means: 'A limit on memory, processes or disk was reached, so what ran did not run as it would outside.',
    causes: 'A big build; or a script that wants to exhaust the machine.',
    todo: '`dsca show SCAN` says what ran; the limits are in docs/limits.md. At a terminal you may say yes once.',
  },
  'fetch-failed': {
    title: 'the packages could not be unpacked in the sandbox',
    means: 'Nothing ran, because what should run was not there.',
    causes: 'The registry did not answer; a tarball that npm refuses; a full disk.',
    todo: `Does plain npm get it? ${AGAIN}`,
  },
  'capture-incomplete': {
    title: 'the capture is not proved whole',
    means:
      'The marker packets that begin and end every capture are not both in it: something may be missing.',
    causes: 'tcpdump was ended, by the system or by a script.',
    todo: `${AGAIN} ${DOCTOR}`,
  },
  'capture-dropped-packets': {
    title: 'packets were lost',
    means: 'The kernel says that it dropped packets before they were captured: some may be missing.',
    causes: 'More traffic than the machine could write down; a machine under load.',
    todo: `${AGAIN} ${DOCTOR}`,
  },
  'sensor-died': {
    title: 'the sensor stopped',
    means:
      'The trusted process in the sandbox ended before its work was done. What happened afterwards, nobody saw.',
    causes:
      'A tool that it needs is missing or broken; the system was out of memory. Its last words are in the detail.',
    todo: `${AGAIN} ${DOCTOR}`,
  },
  'pipe-broken': {
    title: 'the sandbox was cut off',
    means: 'The one connection to the sandbox ended early, and with it the evidence.',
    causes: 'The sandbox was ended from outside; the Docker daemon, or the way to it, went away.',
    todo: `${AGAIN} ${DOCTOR}`,
  },
  'sandbox-fault': {
    title: 'the sandbox failed',
    means: 'The sandbox could not be started, or could not run what it was to run.',
    causes: 'Namespaces that are forbidden, a missing tool, a full disk. The detail has its own words.',
    todo: `${AGAIN} ${DOCTOR}`,
  },
  'evidence-limit': {
    title: 'more happened than can be recorded',
    means: 'The evidence was cut at its limit, so that it fits into memory. What came later is not in it.',
    causes: 'A script that contacts very many places; or one that wants to hide one contact among many.',
    todo: 'What was recorded is in `dsca show SCAN`, everything is in its capture: `dsca pcap FILE`.',
  },
}
