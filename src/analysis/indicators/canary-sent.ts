import type { Canary, Finding } from '../../model/index.ts'
import { needlesOf } from '../canaries/needles.ts'
import { type Payload, payloadsOf } from '../canaries/payloads.ts'
import { findCanaries } from '../canaries/search.ts'
import { groupBy } from '../group.ts'
import type { Indicator, Scene } from '../scene.ts'

interface Sent {
  readonly canary: Canary
  readonly encoding: readonly string[]
  readonly payload: Payload
}

/** A decoy credential in anything that was sent, however it was wrapped: proof, where a lookup is only a sign. */
export const canarySent: Indicator = (scene) => {
  const { canaries = [] } = scene.evidence
  if (canaries.length === 0) return []
  const needles = needlesOf(canaries)
  const searched = payloadsOf(scene).map((payload) => ({ payload, ...findCanaries(payload.text, needles) }))
  const sent = searched.flatMap(({ payload, hits }) => hits.map((hit): Sent => ({ ...hit, payload })))
  const cut = searched.filter(({ payload, isCut }) => isCut || payload.isCut).map(({ payload }) => payload)
  const groups = groupBy(sent, ({ canary, payload: { run, host, address, port } }) =>
    JSON.stringify([canary.name, run?.id, host, address, port]),
  )
  return [...groups.map((group) => sentFinding(scene, group)), ...unsearched(scene, cut)]
}

function sentFinding(scene: Scene, group: readonly [Sent, ...Sent[]]): Finding {
  const [{ canary, encoding, payload }] = group
  const isIssuer = canary.issuers.some((issuer) => issuer === payload.host)
  return {
    code: 'canary-sent',
    severity: isIssuer ? 'suspicious' : 'malicious',
    ...scene.subjectOf(payload.run),
    ...(payload.host === null ? {} : { host: payload.host }),
    ...(payload.address === null ? {} : { address: payload.address }),
    ...(payload.port === null ? {} : { port: payload.port }),
    protocol: payload.protocol,
    detail: detailOf({ canary, encoding, payload }, isIssuer),
    time: payload.time,
    count: group.length,
  }
}

/** Filler must not hide what it was sent for: that nothing was found in the rest says nothing. */
function unsearched(scene: Scene, payloads: readonly Payload[]): readonly Finding[] {
  return groupBy(payloads, ({ run }) => String(run?.id)).map(
    ([first, ...more]): Finding => ({
      code: 'watch-incomplete',
      severity: 'inconclusive',
      ...scene.subjectOf(first.run),
      protocol: first.protocol,
      detail: `evidence-limit: more was sent than is searched for credentials, first in ${first.where}`,
      time: first.time,
      count: 1 + more.length,
    }),
  )
}

/** `your npm token (a decoy), base64, in the body of POST https://…` */
function detailOf({ canary, encoding, payload }: Sent, isIssuer: boolean): string {
  const how = encoding.length === 0 ? '' : `, ${[...encoding].reverse().join(' in ')},`
  const use = isIssuer ? ': it goes to the one that issued it' : ''
  return `your ${canary.name} (a decoy)${how} in ${payload.where}${use}`
}
