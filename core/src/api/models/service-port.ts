/** One port of a service. */
export interface EndpointPortConfig {
  Name?: string
  Protocol?: 'tcp' | 'udp' | 'sctp'
  TargetPort?: number
  PublishedPort?: number
  PublishMode?: 'ingress' | 'host'
}
