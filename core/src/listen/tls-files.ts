import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto'
import { constants, open } from 'node:fs/promises'
import { createSecureContext } from 'node:tls'
import { swarmError } from '../errors.js'
import { reasonOf } from './bind.js'

/** The files of an address with TLS, in PEM. A relative path is taken from the working directory. */
export interface TlsFiles {
  /** The certificate that clients are shown, and behind it those between it and its CA. */
  readonly cert: string
  /** The private key of the certificate, not encrypted. */
  readonly key: string
  /** The certificates of who signs clients; a client without a certificate of theirs is refused. */
  readonly ca?: string
}

/** What the files hold, as Node takes it. */
export interface TlsMaterial {
  readonly cert: string
  readonly key: string
  readonly ca?: string
  /** What is not right, and ends nothing; a sentence each. */
  readonly warnings: readonly string[]
}

/**
 * Reads the files and holds them against each other. Rejects with a sentence that names the file and the reason: not
 * there, empty, not readable, no PEM, a key that is encrypted or of another certificate, a certificate that has expired.
 */
export async function readTlsFiles(files: TlsFiles): Promise<TlsMaterial> {
  const cert = await readPem(certificate(files.cert))
  const key = await readPem(keyFile(files.key))
  const ca = files.ca === undefined ? undefined : await readPem(authority(files.ca))
  const chain = certificatesOf(cert)
  const own = chain[0]!
  refuseExpired(cert, [own])
  if (ca !== undefined) refuseExpired(ca, certificatesOf(ca))
  if (!own.checkPrivateKey(privateKeyOf(key))) throw unusable(key, `it is not the key of ${files.cert}`)
  const material = { cert: cert.text, key: key.text, ...(ca === undefined ? {} : { ca: ca.text }) }
  tryOut(cert, material)
  return { ...material, warnings: [...openKey(key), ...notYet(cert, own)] }
}

interface Kind {
  /** As a person knows it. */
  readonly name: string
  readonly path: string
}

interface Pem extends Kind {
  readonly text: string
  readonly mode: number
}

const certificate = (path: string): Kind => ({ name: 'TLS certificate', path })
const keyFile = (path: string): Kind => ({ name: 'TLS key', path })
const authority = (path: string): Kind => ({ name: 'CA certificate', path })

const mostBytes = 1024 * 1024

async function readPem(kind: Kind): Promise<Pem> {
  const file = await open(kind.path, constants.O_RDONLY | constants.O_NONBLOCK).catch((cause: unknown) => {
    throw unusable(kind, reasons[codeOf(cause)] ?? reasonOf(cause), cause)
  })
  try {
    const stats = await file.stat()
    // A pipe would be empty the second time, when it is read again.
    if (!stats.isFile()) throw unusable(kind, `it is ${stats.isDirectory() ? 'a directory' : 'no regular file'}`)
    if (stats.size > mostBytes) throw unusable(kind, `it has ${stats.size} bytes, which is no PEM file`)
    const text = await file.readFile('latin1')
    if (text.trim() === '') throw unusable(kind, 'it is empty')
    return { ...kind, text, mode: stats.mode }
  } finally {
    await file.close()
  }
}

const reasons: Readonly<Record<string, string>> = { ENOENT: 'there is no such file', EACCES: 'it may not be read' }

const block = /-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----[^]*?-----END (?:X509 |TRUSTED )?CERTIFICATE-----/g

const beginning = /-----BEGIN [^-\n]*CERTIFICATE-----/g

// PKCS #8, and what came before it.
const encrypted = /^-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: 4,ENCRYPTED/m

function certificatesOf(pem: Pem): readonly X509Certificate[] {
  const blocks = pem.text.match(block) ?? []
  const begun = pem.text.match(beginning) ?? []
  if (begun.length === 0) throw unusable(pem, 'it holds no certificate in PEM')
  if (blocks.length < begun.length) throw unusable(pem, 'a certificate in it is cut off')
  return blocks.map((text, index) => {
    try {
      return new X509Certificate(text)
    } catch (cause) {
      throw unusable(pem, `the certificate number ${index + 1} in it is broken`, cause)
    }
  })
}

function privateKeyOf(pem: Pem): KeyObject {
  try {
    return createPrivateKey(pem.text)
  } catch (cause) {
    const instead = 'it is encrypted, and nobody is there to type its passphrase: write it without one (openssl pkey)'
    throw unusable(pem, encrypted.test(pem.text) ? instead : 'it holds no private key in PEM', cause)
  }
}

/** Of several certificates one may have expired: others are there for its sake. */
function refuseExpired(pem: Pem, certificates: readonly X509Certificate[]): void {
  const ends = certificates.map(({ validTo }) => new Date(validTo))
  const last = ends.reduce((a, b) => (a > b ? a : b))
  if (last.getTime() < Date.now()) throw unusable(pem, `it has expired on ${day(last)}`)
}

/** What OpenSSL does not take, as a key that is too short. */
function tryOut(pem: Pem, material: object): void {
  try {
    createSecureContext(material)
  } catch (cause) {
    throw unusable(pem, (cause as Error).message, cause)
  }
}

const othersMay = 0o007

function openKey({ name, path, mode }: Pem): readonly string[] {
  if ((mode & othersMay) === 0) return []
  return [
    `the ${name} ${path} is open to everybody on this machine: its mode is ${(mode & 0o777).toString(8)}, not 600`,
  ]
}

function notYet({ name, path }: Pem, { validFrom }: X509Certificate): readonly string[] {
  const begin = new Date(validFrom)
  return begin.getTime() > Date.now() ? [`the ${name} ${path} is valid only from ${day(begin)} on`] : []
}

function day(date: Date): string {
  return date.toISOString().slice(0, 10)
}

function codeOf(thrown: unknown): string {
  return thrown instanceof Error && 'code' in thrown ? String(thrown.code) : ''
}

function unusable({ name, path }: Kind, reason: string, cause?: unknown): Error {
  return swarmError('Unavailable', `cannot use the ${name} ${path}: ${reason}`, cause)
}
