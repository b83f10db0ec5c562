import { expect } from 'chai'
import { install as forward } from 'libswarm-backend-forward'
import { startEngine, type TestEngine } from './support/engine.js'
import { dockerMissing } from './support/docker.js'
import { describeLong, describeNeeding } from './support/needs.js'
import { readFixture } from './support/recorded/fixture.js'
import { simulator } from './support/recorded/simulator.js'
import { engineDiffers, release } from './support/recorded/versions.js'
import { tourFixture, type TourFixture } from './support/tours/record.js'
import { tell, type ToldTour, type Tour } from './support/tours/tour.js'
import { tours } from './support/tours/tours.js'

for (const tour of tours) {
  const fixture = await readFixture<TourFixture>(tourFixture(tour))
  const missing = tour.missing() ?? otherVersion(tour, fixture)

  describeNeeding(missing, `a tour of ${tour.title}`, function () {
    this.timeout(120_000)

    describe('through the simulator', () => {
      compare(fixture, () => tell(tour, simulator(fixture.versions.api)))
    })

    describeLong(dockerMissing() ?? engineDiffers(fixture.versions.engine), 'through a real engine', () => {
      let engine: TestEngine

      before(async () => {
        engine = await startEngine({ bridge: true })
      })

      after(() => engine?.close())

      compare(fixture, () => tell(tour, { name: 'forward', install: forward, options: { address: engine.address } }))
    })
  })
}

function otherVersion(tour: Tour, { client }: TourFixture): string | undefined {
  if (release(tour.version()) === release(client)) return undefined
  return `recorded with ${tour.title} ${client}, this is ${tour.version()}: npm run record -- ${tourFixture(tour)}`
}

function compare(fixture: TourFixture, go: () => Promise<ToldTour>): void {
  let told: ToldTour

  before(async () => {
    told = await go()
  })

  it('tells the client what a real engine tells it', () => {
    expect(told.said).to.deep.equal(fixture.said)
  })

  it('leads over the same operations, with the same statuses', () => {
    expect(told.operations).to.deep.equal(fixture.operations)
  })
}
