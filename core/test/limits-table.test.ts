import { readFile } from 'node:fs/promises'
import { expect } from 'chai'
import { deepestBody } from '../dist/engine/body.js'
import { limitTable, type Limit } from '../dist/http/limits.js'

const page = new URL('../../docs/operating.md', import.meta.url)

const steps: Readonly<Record<Limit['unit'], readonly (readonly [number, string])[]>> = {
  ms: [
    [60_000, 'min'],
    [1000, 's'],
    [1, 'ms'],
  ],
  bytes: [
    [1024 * 1024, 'MiB'],
    [1024, 'KiB'],
    [1, 'bytes'],
  ],
  requests: [[1, '']],
  connections: [[1, '']],
}

/** In the largest unit in which it is whole, but for minutes: `75 s`. */
function show({ standard, unit }: Limit): string {
  if (typeof standard === 'function') return 'half of the descriptors, or all but 4,096'
  const [size, name] = steps[unit].find(([one]) => standard % one === 0 && standard / one >= (one === 60_000 ? 5 : 1))!
  return `${(standard / size).toLocaleString('en')} ${name}`.trim()
}

describe('the limits in docs/operating.md', () => {
  it('are those of the frontend', async () => {
    const [, section = ''] = /\n## Limits\n([^]*?)\n## /.exec(`${await readFile(page, 'utf8')}\n## `) ?? []
    const shown = [...section.matchAll(/^\| `(\w+)` \|.*\|$/gm)].map(([row]) => row)
    const rows = Object.entries(limitTable).map(
      ([name, limit]) => `| \`${name}\` | ${limit.describe} | ${show(limit)} | ${limit.beyond} |`,
    )
    expect(shown.map((row) => row.replace(/ +/g, ' '))).to.deep.equal(rows)
  })

  it('have the depth of JSON beside them', async () => {
    expect(await readFile(page, 'utf8')).to.include(`nested more than ${deepestBody} levels deep`)
  })
})
