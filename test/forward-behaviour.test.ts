import { expect } from 'chai'
import * as bodies from './support/behaviour/bodies.js'
import * as endings from './support/behaviour/endings.js'
import * as heads from './support/behaviour/heads.js'
import * as hijacks from './support/behaviour/hijacks.js'
import * as memory from './support/behaviour/memory.js'
import * as streams from './support/behaviour/streams.js'
import { kindMissing, Way, type Kind } from './support/behaviour/way.js'
import { describeNeeding } from './support/needs.js'

/** What proxies in front of an engine keep, lose or hang, what this one has to do, and why that cannot be told here. */
const rows: readonly (readonly [what: string, run: (way: Way) => Promise<void>, missing?: string | undefined])[] = [
  ['headers of an idle stream sent before the first event', streams.headComesFirst],
  ['each event passed at once', streams.eachEventComesAtOnce],
  ['hijack POST Upgrade: tcp -> 101 + echo', hijacks.upgradesToTcp],
  ['hijack POST Upgrade + JSON body (exec start)', hijacks.upgradesBehindJson],
  ['hijack Upgrade: h2c (/session, /grpc)', hijacks.upgradesToH2c],
  ['hijack refused by engine (404 body passed)', hijacks.isRefusedByTheEngine],
  ['hijack without Upgrade: 200 raw-stream, output', hijacks.outputWithoutUpgrade],
  ['hijack without Upgrade: stdin echoed', hijacks.inputWithoutUpgrade],
  ['half-close: FIN reaches engine, late output arrives', hijacks.keepsAHalfClose],
  ['engine ends hijack -> client sees EOF', hijacks.endsWithTheEngine],
  ['client gone -> engine side closed: hijack', hijacks.hijackEndsWithItsClient],
  ['client gone -> engine side closed: events (after headers)', streams.eventsEndWithTheirClient],
  ['client gone -> engine side closed: wait (before headers)', streams.waitEndsWithItsClient],
  ['engine dies in chunked body -> client sees a broken body', endings.breaksOffInChunks],
  ['engine dies in Content-Length body -> client sees close', endings.breaksOffInALength],
  ['engine closes before answer', endings.closesBeforeItAnswers],
  ['trailers', endings.passesTrailers],
  ['chunked upload streamed, not buffered', bodies.streamsAnUploadInChunks],
  ['octet-stream / no content-type upload', bodies.takesUploadsOfAnyType],
  ['text/plain upload (build/load with odd type)', bodies.takesUploadsOfText],
  ['POST, body null, JSON type, length 0 (start/stop)', bodies.postsNothing],
  ['DELETE without body', bodies.deletes],
  ['GET with a body', bodies.getsWithABody],
  ['Expect: 100-continue', bodies.continues],
  ['early answer while uploading', bodies.answersBeforeAnUploadEnds],
  ['HEAD keeps Content-Length, no body', heads.headsKeepTheirLength],
  ['204 / 304', heads.answersWithoutABody],
  ['HTTP/1.0 close-delimited answer', endings.endsByAClose],
  ['request headers 12 KB / 20 KB / 60 KB (X-Registry-*)', heads.passesLongHeaders],
  ['request path verbatim (%2F, //, ..)', heads.passesPaths],
  ['adds/changes request headers', heads.passesRequestHeaders],
  ['response header case + duplicates kept', heads.passesAnswerHeaders],
  ['pipelined GETs (2 in one write)', heads.answersInOrder],
  ['stopped reader, 1 GB body: proxy RSS growth MB', memory.stopsWithItsReader, memory.missing],
  ['engine stops reading a 1 GB upload: proxy RSS growth MB', memory.stopsWithItsEngine, memory.missing],
]

for (const kind of ['unix', 'tcp', 'tls'] as const satisfies readonly Kind[]) {
  describeNeeding(kindMissing(kind), `the behaviour of forward, by ${kind}`, () => {
    let way: Way

    before(async () => void (way = await Way.start(kind)))
    after(() => way?.close())
    afterEach('the client leaves, and so does its call', async () => expect(await way.leave()).to.equal(0))

    for (const [what, run, missing] of rows) {
      if (missing === undefined) it(what, () => run(way))
      else it.skip(`${what} [skipped: ${missing}]`)
    }

    it('process still alive at the end', async () => {
      await way.goesOn(way.client())
      expect(way.swarmd.child.exitCode).to.equal(null)
      const { code, stderr } = await way.swarmd.stop()
      expect(code).to.equal(0)
      expect(stderr).to.not.match(/TypeError|RangeError|ERR_|uncaught|unhandled/i)
    })
  })
}
