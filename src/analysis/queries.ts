import type { AttributedQuery } from '../model/index.ts'
import type { Scene } from './scene.ts'

/** Every DNS question that a package asked, a registry's name included. */
export function queriesOf({ news, subjectOf }: Scene): readonly AttributedQuery[] {
  return news.flatMap(({ event, run }) => {
    if (event.kind !== 'dns-query') return []
    const { package: name, version, script } = subjectOf(run)
    return event.questions.map((question) => ({
      name: question.name,
      type: question.type,
      package: name,
      version,
      script,
      time: event.time,
    }))
  })
}
