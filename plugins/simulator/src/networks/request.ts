import { listOf, nullable, plain, type FieldTable } from '../containers/fields.js'
import { isObject, mismatch, readFields } from '../containers/read-fields.js'
import type { MakeError } from '../errors.js'
import type { IpamConfig } from './network.js'

const configFields = {
  Subnet: { type: 'string', zero: '', optional: true },
  IPRange: { type: 'string', zero: '', optional: true },
  Gateway: { type: 'string', zero: '', optional: true },
  AuxiliaryAddresses: { type: 'stringMap', zero: null, optional: true },
} satisfies FieldTable

const ipamFields = {
  Driver: plain('string'),
  Options: nullable('stringMap'),
  Config: nullable(listOf({ struct: 'network.IPAMConfig', fields: configFields })),
}

const createFields = {
  Name: plain('string'),
  CheckDuplicate: plain('boolean'),
  Driver: plain('string', 'bridge'),
  Scope: plain('string'),
  EnableIPv4: nullable('boolean'),
  EnableIPv6: plain('boolean'),
  IPAM: nullable({ struct: 'network.IPAM', fields: ipamFields }),
  Internal: plain('boolean'),
  Attachable: plain('boolean'),
  Ingress: plain('boolean'),
  ConfigOnly: plain('boolean'),
  ConfigFrom: nullable({ struct: 'network.ConfigReference', fields: { Network: plain('string') } }),
  Options: nullable('stringMap', {}),
  Labels: nullable('stringMap', {}),
} satisfies FieldTable

/** The body of `NetworkCreate`, completed. */
export interface CreateRequest {
  readonly Name: string
  readonly CheckDuplicate: boolean
  readonly Driver: string
  readonly Scope: string
  readonly EnableIPv4: boolean | null
  readonly EnableIPv6: boolean
  readonly IPAM: {
    readonly Driver: string
    readonly Options: Readonly<Record<string, string>> | null
    readonly Config: readonly IpamConfig[]
  }
  readonly Internal: boolean
  readonly Attachable: boolean
  readonly Ingress: boolean
  readonly ConfigOnly: boolean
  readonly ConfigFrom: string
  readonly Options: Readonly<Record<string, string>>
  readonly Labels: Readonly<Record<string, string>>
}

/** A body that is a JSON object; throws `InvalidParameter` in dockerd's words for any other. */
export function readBody(body: unknown, type: string, error: MakeError): Readonly<Record<string, unknown>> {
  if (body === undefined) throw error('InvalidParameter', 'got EOF while reading request body')
  if (!isObject(body)) throw mismatch(body, 'value', type, error)
  return body
}

/** Reads the body of `NetworkCreate`; throws `InvalidParameter` for a value of the wrong type. */
export function readCreateRequest(body: unknown, error: MakeError): CreateRequest {
  const values = readBody(body, 'types.NetworkCreateRequest', error)
  const read = readFields(values, createFields, 'NetworkCreateRequest', error)
  const ipam = (read['IPAM'] ?? { Driver: '', Options: null }) as Omit<CreateRequest['IPAM'], 'Config'> & {
    readonly Config?: CreateRequest['IPAM']['Config'] | null
  }
  const from = read['ConfigFrom'] as { readonly Network: string } | null
  return {
    ...read,
    IPAM: { ...ipam, Config: ipam.Config ?? [] },
    ConfigFrom: from?.Network ?? '',
  } as unknown as CreateRequest
}
