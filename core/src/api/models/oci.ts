/** A descriptor as the OCI image specification has it; `size` in bytes. */
export interface OCIDescriptor {
  mediaType?: string
  digest?: string
  size?: number
  urls?: string[] | null
  annotations?: Record<string, string> | null
  data?: string | null
  platform?: OCIPlatform | null
  artifactType?: string | null
}

/** A platform as the OCI image specification has it. */
export interface OCIPlatform {
  architecture?: string
  os?: string
  'os.version'?: string
  'os.features'?: string[]
  variant?: string
}
