import { Refusal } from './refusal.js'
import { usage } from './usage.js'

type Environment = Readonly<Record<string, string | undefined>>

// Under which key npm keeps an option of ours that was written before `--`: it takes --js for a short form of --json.
const kept: Readonly<Record<string, string>> = { npm_config_dir: '--dir', npm_config_json: '--js' }

/** Whether npm was told to ask nothing: `npm init libswarm-backend foo --yes` keeps the flag from us. */
export function isAnsweredForNpm({ npm_config_yes: yes }: Environment): boolean {
  return yes === 'true'
}

/** Throws a `Refusal` for options of ours that npm took for its own, instead of making something else than was meant. */
export function refuseKept(environment: Environment): void {
  if (environment['npm_command'] !== 'init' || !isNpm(environment)) return
  const lost = Object.entries(kept).flatMap(([key, flag]) => (isSet(environment[key]) ? [flag] : []))
  if (lost.length === 0) return
  throw new Refusal(2, `npm kept ${lost.join(' and ')} for itself: write options behind -- (${usage})`)
}

/** The package manager that runs this, of those whose commands are known. */
export function packageManager({ npm_config_user_agent: agent = '' }: Environment): 'npm' | 'pnpm' {
  return agent.startsWith('pnpm/') ? 'pnpm' : 'npm'
}

function isNpm({ npm_config_user_agent: agent = '' }: Environment): boolean {
  return agent.startsWith('npm/')
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '' && value !== 'false'
}
