import type { AttributedQuery } from '../model/index.ts'
import type { Scene } from './scene.ts'

/** Every DNS question that a package asked, a registry's name included. */
export function queriesOf({ news, hidden, subjectOf }: Scene): readonly AttributedQuery[] {
  const asked = [
    ...news.flatMap(({ event, run }) =>
      event.kind === 'dns-query'
        ? event.questions.map((question) => ({ run, time: event.time, question }))
        : [],
    ),
    ...hidden,
  ]
  return asked.map(({ run, time, question }) => {
    const { package: name, version, script } = subjectOf(run)
    return { name: question.name, type: question.type, package: name, version, script, time }
  })
}
