/** Where an image comes from. */
export interface Identity {
  Signature?: SignatureIdentity[]
  Pull?: PullIdentity[]
  Build?: BuildIdentity[]
}

/** The build that an image comes from. */
export interface BuildIdentity {
  Ref?: string
  CreatedAt?: string
}

/** The repository that an image was pulled from. */
export interface PullIdentity {
  Repository?: string
}

/** A signature of an image that was checked. */
export interface SignatureIdentity {
  Name?: string
  Timestamps?: SignatureTimestamp[]
  KnownSigner?: KnownSignerIdentity
  DockerReference?: string
  Signer?: SignerIdentity
  SignatureType?: SignatureType
  Error?: string
  Warnings?: string[]
}

/** A time that somebody vouches for. */
export interface SignatureTimestamp {
  Type?: SignatureTimestampType
  URI?: string
  Timestamp?: string
}

/** Who vouches for a time. */
export type SignatureTimestampType = 'Tlog' | 'TimestampAuthority'

/** The format of a signature. */
export type SignatureType = 'bundle-v0.3' | 'simplesigning-v1'

/** A signer that the engine knows by name. */
export type KnownSignerIdentity = 'DHI'

/** What the certificate of a signer says. */
export interface SignerIdentity {
  CertificateIssuer?: string
  SubjectAlternativeName?: string
  Issuer?: string
  BuildSignerURI?: string
  BuildSignerDigest?: string
  RunnerEnvironment?: string
  SourceRepositoryURI?: string
  SourceRepositoryDigest?: string
  SourceRepositoryRef?: string
  SourceRepositoryIdentifier?: string
  SourceRepositoryOwnerURI?: string
  SourceRepositoryOwnerIdentifier?: string
  BuildConfigURI?: string
  BuildConfigDigest?: string
  BuildTrigger?: string
  RunInvocationURI?: string
  SourceRepositoryVisibilityAtSigning?: string
}
