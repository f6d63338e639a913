// Says whether it has the claim to a survey, and then does nothing: whoever started it kills it.
const [, , module, surveys, id] = process.argv
const { claimSurvey } = await import(module)
globalThis.claim = claimSurvey(surveys, id)
process.send(globalThis.claim !== null)
setInterval(() => {}, 1_000)
