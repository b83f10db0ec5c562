/** How long something has lasted in the words of `docker ps`. */
export interface Ago {
  readonly words: string
  /** The seconds that it has lasted when the words become others. */
  readonly until: number
}

const hour = 3600

/** What is counted in from two days on: how many hours one has, and below how many it is counted in. */
const units = [
  { name: 'days', hours: 24, below: 2 * 7 * 24 },
  { name: 'weeks', hours: 7 * 24, below: 2 * 30 * 24 },
  { name: 'months', hours: 30 * 24, below: 2 * 365 * 24 },
] as const

/** How long so many seconds are, as go-units writes it (`HumanDuration`). */
export function agoOf(seconds: number): Ago {
  if (seconds < 1) return { words: 'Less than a second', until: 1 }
  const whole = Math.floor(seconds)
  if (whole < 60) return { words: whole === 1 ? '1 second' : `${whole} seconds`, until: whole + 1 }
  const minutes = Math.floor(whole / 60)
  if (minutes < 60) {
    return { words: minutes === 1 ? 'About a minute' : `${minutes} minutes`, until: (minutes + 1) * 60 }
  }
  return inHours(seconds / hour)
}

/** Hours are rounded: one begins half an hour early. */
function inHours(exactly: number): Ago {
  const hours = Math.round(exactly)
  if (hours < 48) return { words: hours === 1 ? 'About an hour' : `${hours} hours`, until: (hours + 0.5) * hour }
  const unit = units.find(({ below }) => hours < below)
  if (unit !== undefined) {
    const count = Math.floor(hours / unit.hours)
    const next = Math.min((count + 1) * unit.hours, unit.below)
    return { words: `${count} ${unit.name}`, until: (next - 0.5) * hour }
  }
  const years = Math.floor(exactly / 24 / 365)
  return { words: `${years} years`, until: (years + 1) * 365 * 24 * hour }
}
