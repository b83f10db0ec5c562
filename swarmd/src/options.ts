import { logLevels, type OptionSpec } from 'libswarm-core'

/** `--backend`, of every command that composes backends. */
export const backend: OptionSpec = {
  type: 'string',
  array: true,
  describe: "A backend and its arguments, as in 'simulator web db'; repeat it, and each wraps the next",
}

/** `--admin`. */
export const admin: OptionSpec = {
  type: 'string',
  array: true,
  describe: 'Where health and metrics are (/health, /ready, /metrics): tcp://host:port or unix://path',
}

/** `--json`, of every command that lists. */
export const json: OptionSpec = { type: 'boolean', describe: 'Print JSON' }

/** `--log-level`. */
export const logLevel: OptionSpec = {
  type: 'string',
  choices: logLevels,
  default: 'info',
  describe: 'How much is logged, on standard error',
}

/** `--config`, of every command that reads the config file. */
export const config: OptionSpec = {
  type: 'string',
  describe: 'The config file; without it the usual places are searched (.swarmdrc, swarmd.config.js, …)',
}

/** `--no-config`. */
export const noConfig: OptionSpec = { type: 'boolean', describe: 'Read no config file' }

/** The options about backends in processes of their own, of every command that composes backends. */
export const isolation = {
  isolate: {
    type: 'string',
    array: true,
    describe: "A backend to run in a process of its own besides other people's (third-party), or all, or none",
  },
  'isolate-memory': { type: 'number', describe: 'MiB of memory that each of those may have' },
  'isolate-env': {
    type: 'string',
    array: true,
    describe: 'An environment variable that they see besides the usual few',
  },
} as const satisfies Readonly<Record<string, OptionSpec>>

/** The options about Unix sockets and about the end, of the commands that know of addresses. */
export const serving = {
  'socket-group': { type: 'string', describe: 'The group of Unix sockets; "docker" where there is that' },
  'socket-mode': { type: 'string', describe: 'The mode of Unix sockets, octal; 0660 unless given' },
  'shutdown-timeout': { type: 'number', describe: 'Seconds that calls have to finish at the end; 10 unless given' },
} as const satisfies Readonly<Record<string, OptionSpec>>

/** Who may connect by TCP, and how. The files are those of dockerd. */
export const exposure = {
  tls: { type: 'boolean', describe: 'Speak TLS on every TCP address; implied by --tlsverify' },
  tlsverify: { type: 'boolean', describe: 'Speak TLS, and let nobody in without a certificate that the CA has signed' },
  tlscacert: { type: 'string', describe: 'The certificate of that CA (without it ~/.docker/ca.pem)' },
  tlscert: { type: 'string', describe: 'The certificate that clients are shown (without it ~/.docker/cert.pem)' },
  tlskey: { type: 'string', describe: 'The key of that certificate (without it ~/.docker/key.pem)' },
  'insecure-tcp': {
    type: 'boolean',
    describe: 'Let other machines connect without authentication although a real engine is behind it',
  },
  'allow-origin': {
    type: 'string',
    array: true,
    describe: 'An origin whose web pages may send requests by TCP, as in https://ui.example',
  },
} as const satisfies Readonly<Record<string, OptionSpec>>
