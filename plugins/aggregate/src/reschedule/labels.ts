/** Classic Swarm's label for what becomes of a container when its node fails, a JSON list. */
export const policiesLabel = 'com.docker.swarm.reschedule-policies'

/** Classic Swarm's label for what a container stays, whatever engine it is on and whatever id it has there. */
export const identityLabel = 'com.docker.swarm.id'

/** The label that lists the ids that a container had before it was created anew, oldest first, with commas between. */
export const formerLabel = 'com.docker.swarm.former-ids'

/** How many former ids are kept. */
const mostFormer = 16

/** What of a container is looked at. */
export interface Labelled {
  readonly Id?: string
  readonly Labels?: Readonly<Record<string, string>> | null
}

/** Whether a container may be created anew on another node. */
export function isOptedIn({ Labels }: Labelled): boolean {
  const text = Labels?.[policiesLabel]
  if (text === undefined) return false
  try {
    const policies: unknown = JSON.parse(text)
    return Array.isArray(policies) && policies.at(-1) === 'on-node-failure'
  } catch {
    return false
  }
}

/** What a container stays: the label, and for one that was never created anew its own id. */
export const identityOf = ({ Id = '', Labels }: Labelled): string => Labels?.[identityLabel] ?? Id

/** The ids that a container had before. */
export const formerOf = ({ Labels }: Labelled): readonly string[] => Labels?.[formerLabel]?.split(',') ?? []

/** The labels that a copy gets, besides those of the container. */
export const labelsOfCopy = (container: Labelled): Readonly<Record<string, string>> => ({
  ...container.Labels,
  [identityLabel]: identityOf(container),
  [formerLabel]: [...formerOf(container), container.Id ?? ''].slice(-mostFormer).join(','),
})
