import { setTimeout as pause } from 'node:timers/promises'
import {
  logNotCaught,
  refusePassed,
  startDaemon,
  swarmError,
  usageOf,
  type Daemon,
  type ListenAddress,
  type Logger,
  type OptionValues,
} from 'libswarm-core'
import type { Command } from '../command.js'
import { stderrLogger } from '../log.js'
import { blame, isolationOf, loadConfig, placesOf, socketsOf, type Config } from '../config/config.js'
import { warnOfEnvironment } from '../environment.js'
import { addressesOf, idleOf } from '../listening.js'
import { admin, backend, config, exposure, isolation, logLevel, noConfig, serving } from '../options.js'
import { flushOutput } from '../output.js'

const where =
  'Where to listen: tcp://host:port, tls://host:port, unix://path, or fd:// for the sockets that systemd passes'

/** Serves the Docker API on the addresses given. */
export const serve: Command = {
  words: [],
  describe: 'Serve the Docker Engine API on addresses, its calls answered by backends',
  options: {
    address: { type: 'string', array: true, order: 0, describe: where },
    backend,
    ...exposure,
    admin,
    ...serving,
    ...isolation,
    'log-level': logLevel,
    config,
    'no-config': noConfig,
  },
  examples: [
    ["swarmd --backend 'simulator web db' tcp://localhost:4242", 'an engine in memory with two containers'],
    ["swarmd --backend 'forward unix:///var/run/docker.sock' unix://docker.sock", 'a real engine at another address'],
    ["swarmd --backend debug --backend 'forward unix://a.sock' unix://b.sock", 'the same, every call shown'],
  ],
  run,
}

async function run(values: OptionValues, given: ReadonlySet<string>): Promise<number> {
  const merged = await loadConfig(process.cwd(), { values, given })
  const { listen, backends, 'log-level': level } = merged.settings
  if (listen.value.length === 0) throw noAddress(values, merged)
  const addresses = addressesOf(merged)
  const log = stderrLogger(level.value)
  warnOfEnvironment(process.env, log)
  if (!listen.value.some(({ address }) => address.startsWith('fd://'))) await refusePassed(log)
  logNotCaught(log)
  const signalled = untilSignal(log)
  for (const sentence of idleOf(merged, addresses)) log.warn(sentence)
  const starting = start(merged, addresses, log)
  if (addresses.some((one) => typeof one !== 'string')) reloadAtSignal(starting, log)
  const first = await Promise.race([starting, signalled])
  if (typeof first === 'string') {
    // A backend that takes its time to install is not waited for.
    log.info(`got ${first} before everything was listening`)
    await Promise.race([starting.then((daemon) => daemon.close()).catch(() => 0), pause(1000)])
    return 0
  }
  if (backends.source.kind === 'default') log.info('no --backend given: simulating an empty Docker Engine in memory')
  for (const address of first.addresses) log.info(`listening on ${address}`)
  for (const address of first.admin) log.info(`health and metrics on ${address}`)
  // Whoever started this with a channel is told when it can be used.
  process.send?.({ listening: first.addresses, admin: first.admin })
  log.info(`got ${await signalled}, closing`)
  await close(first, log)
  return 0
}

function noAddress(values: OptionValues, { file }: Config): Error {
  const taken = (values['backend'] as readonly string[]).find((spec) => /^\S+:\/\//.test(spec))
  const why = taken === undefined ? '' : `, --backend has taken ${JSON.stringify(taken)} for a backend`
  const silent = file === undefined ? '' : `, ${file} has no key "listen"`
  const usage = usageOf(serve.options, 'swarmd')
  return swarmError('InvalidParameter', `no address to listen on is given${why}${silent} (usage: ${usage})`)
}

async function start(merged: Config, listen: readonly ListenAddress[], log: Logger): Promise<Daemon> {
  const { backends, admin: health, 'insecure-tcp': insecureTcp, 'allow-origin': allowOrigin } = merged.settings
  const specs = backends.value.map(({ spec }) => spec)
  const where = { listen, admin: health.value, insecureTcp: insecureTcp.value, allowOrigin: allowOrigin.value }
  const grace = merged.settings['shutdown-timeout'].value * 1000
  const options = { backends: specs, ...where, ...socketsOf(merged), grace, log }
  return startDaemon({ ...(await placesOf(merged)), ...isolationOf(merged), ...options }).catch((thrown: unknown) => {
    throw blame(merged, thrown)
  })
}

/** Certificates are renewed while streams go on: SIGHUP has them read again, as in dockerd. */
function reloadAtSignal(starting: Promise<Daemon>, log: Logger): void {
  process.on('SIGHUP', () => {
    log.info('got SIGHUP, reading the files of TLS again')
    starting.then((daemon) => daemon.reload()).catch(() => undefined)
  })
}

async function close(daemon: Daemon, log: Logger): Promise<void> {
  const cut = await daemon.close()
  log.info(cut === 0 ? 'closed' : `closed, ${cut} ${cut === 1 ? 'call was' : 'calls were'} cut`)
  // A reader that has stopped reading does not hold the end up.
  if (!(await flushOutput(1000))) process.exit(0)
}

const signals = { SIGINT: 2, SIGTERM: 15 } as const

/** Resolves at the first signal to end; a second one ends the process at once. */
function untilSignal(log: Logger): Promise<string> {
  return new Promise((resolve) => {
    let asked = false
    for (const [name, number] of Object.entries(signals)) {
      process.on(name, () => {
        if (asked) {
          log.warn(`got ${name} again, ending at once`)
          process.exit(128 + number)
        }
        asked = true
        resolve(name)
      })
    }
  })
}
