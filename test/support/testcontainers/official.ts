import { expect } from 'chai'
import { GenericContainer, PullPolicy } from 'testcontainers'
import { says, type Checks } from './checks.js'

/** Images that a registry has. */
export const official: Checks = {
  'pulls an image that is not there': async () => {
    const cached = new GenericContainer('alpine:3.20').withCommand(['sleep', '1000'])
    await using container = await cached.start()
    expect(await says(container, '. /etc/os-release; echo $ID')).to.equal('alpine\n')
    await using again = await cached.withPullPolicy(PullPolicy.alwaysPull()).start()
    expect(again.getId()).not.to.equal(container.getId())
  },
  'says why an image cannot be pulled': async () => {
    const said = await new GenericContainer('denied/image').start().then(
      () => 'it started',
      (error: Error) => error.message,
    )
    expect(said).to.include('denied/image')
  },
}
