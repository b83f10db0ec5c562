import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { readDnsAddress } from '../dist/discovery/dns-address.js'
import { readDocument } from '../dist/discovery/document.js'
import { readLines } from '../dist/discovery/lines.js'
import { readEtcdAddress } from '../dist/etcd/address.js'
import { fail } from './support/observed.js'

const page = readFileSync(new URL('../../../docs/backends/aggregate-discovery.md', import.meta.url), 'utf8')
const blocks = [...page.matchAll(/^```(\w+)\n([^]*?)^```$/gm)].map(([, language, text]) => ({ language, text: text! }))
const blocksIn = (language: string) => blocks.filter((block) => block.language === language).map(({ text }) => text)

describe('docs/backends/aggregate-discovery.md', () => {
  it('has files as they are read', async () => {
    const [yaml = ''] = blocksIn('yaml')
    const [json = ''] = blocksIn('json')
    const [lines = ''] = blocksIn('text')
    const names = (children: readonly { readonly name: string }[]) => children.map(({ name }) => name).join(' ')
    expect(names(await readDocument('pool.yaml', yaml))).to.equal('a b')
    expect(names(await readDocument('pool.json', json))).to.equal('a b')
    expect(names(readLines('pool', lines))).to.equal('a b 10.0.0.10 10.0.0.11 10.0.0.12 fd00--1-4000')
  })

  it('has sources as they are read', () => {
    const sources = [...blocksIn('text'), ...blocksIn('sh')].flatMap(
      (text) => text.match(/\b(?:dns|etcd):[^\s"]+/g) ?? [],
    )
    expect(sources).to.have.length(4)
    for (const source of sources) {
      const [, kind, place = ''] = /^(\w+):(.*)$/.exec(source) ?? []
      if (kind === 'dns') readDnsAddress(place, fail)
      else readEtcdAddress(place, fail)
    }
  })

  it('names every option of every source', () => {
    for (const read of [readDnsAddress, readEtcdAddress]) {
      try {
        read('h/a?nothing', fail)
        expect.fail('nothing was refused')
      } catch (thrown) {
        const [, known = ''] = /there are (.*)$/.exec((thrown as Error).message) ?? []
        expect(known).not.to.equal('')
        for (const option of known.split(', ')) expect(page).to.match(new RegExp(`\`${option}[\`=]`))
      }
    }
  })
})
