/** Credentials for a registry. */
export interface AuthConfig {
  username?: string
  password?: string
  serveraddress?: string
  email?: string
  auth?: string
  identitytoken?: string
  registrytoken?: string
}

/** What a registry said to credentials. */
export interface AuthResponse {
  Status: string
  IdentityToken?: string
}
