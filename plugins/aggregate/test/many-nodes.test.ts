import { once } from 'node:events'
import { expect } from 'chai'
import { startPool } from './support/running-pool.js'

interface Listed {
  readonly Names: readonly string[]
}

describe('aggregate: more nodes than Node expects listeners', () => {
  it('lists what all have, and is warned of nothing', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `n${index}`)
    await using pool = await startPool(names.map((name) => `${name}=simulator ${name}-web --id ${name}`))
    const warned: string[] = []
    const hear = ({ name }: Error) => void warned.push(name)
    process.on('warning', hear)
    try {
      const list = await pool.get<Listed[]>('GET /containers/json')
      expect(list.flatMap(({ Names }) => Names)).to.have.members(names.map((name) => `/${name}-web`))
      // Warnings come in the order that they were made.
      const last = once(process, 'warning')
      process.emitWarning('the last one', 'LastWarning')
      await last
      expect(warned).to.deep.equal(['LastWarning'])
    } finally {
      process.off('warning', hear)
    }
  })
})
