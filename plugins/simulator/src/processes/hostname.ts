import type { Container } from '../containers/container.js'

/** The name that a container has for itself. */
export const hostnameOf = ({ id, config }: Container): string => (config.Hostname ?? '') || id.slice(0, 12)
