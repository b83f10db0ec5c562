import { expect } from 'chai'
import { isSteady } from '../dist/nodes/steady.js'

describe('aggregate: the text of a status', () => {
  const steady = [
    '',
    'Created',
    'Dead',
    'Up About a minute',
    'Up 2 minutes',
    'Up 2 minutes (healthy)',
    'Up 3 hours (health: starting)',
    'Up About an hour (Paused)',
    'Exited (137) 2 weeks ago',
    'Exited (-1) About a minute ago',
    'Exited (0) 2 years ago',
  ]
  for (const text of steady) it(`"${text}" is right for a while`, () => expect(isSteady(text)).to.equal(true))

  const others = [
    'Up Less than a second',
    'Up 1 second',
    'Up 59 seconds (healthy)',
    'Exited (0) 5 seconds ago',
    'Restarting (1) 2 minutes ago',
    'Removal In Progress',
    'Up 2 minutes 30 seconds',
    'Sleeping',
  ]
  for (const text of others) it(`"${text}" is not, or may not be`, () => expect(isSteady(text)).to.equal(false))
})
