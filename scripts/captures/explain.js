/** Reasons why a name that tshark finds is none of ours, by the layers it lies in. The first that fits counts. */
const LAYERS = []

/** One entry for each name that only one side has; `reason` is null where none is known. */
export function explain({ missing, extra, ours, theirs }) {
  return [
    ...missing.map((name) => ({
      name,
      side: 'tshark',
      reason: whyMissing(ours, theirs.names.get(name)),
      detail: theirs.names.get(name).layers,
    })),
    ...extra.map((name) => ({ name, side: 'dsca', reason: null, detail: '' })),
  ]
}

function whyMissing(ours, { layers }) {
  return LAYERS.find(([pattern]) => pattern.test(layers))?.[1] ?? null
}
