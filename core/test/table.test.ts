import { expect } from 'chai'
import { findOperation, operations } from 'libswarm-core'
import { matchOperation } from '../dist/http/match.js'

// A path that an operation's own template makes, its parameters filled in.
const fill = (template: string, value: string) => template.replace(/\{\w+\}/g, () => encodeURIComponent(value))

const awkward = [
  'web',
  'library/nginx',
  'a/b/c:tag',
  'json',
  'get',
  'prune',
  'create',
  'search',
  'start',
  `sha256:${'0'.repeat(64)}`,
  'a/b/c:tag@sha256:' + 'f'.repeat(64),
  '%41',
  'ä b',
]

describe('the operation table', () => {
  it('has the 108 operations of API 1.56, and POST /grpc', () => {
    expect(operations).to.have.length(109)
    expect(new Set(operations.map(({ operation }) => operation)).size).to.equal(109)
    expect(new Set(operations.map(({ method, path }) => `${method} ${path}`)).size).to.equal(109)
    expect(findOperation('Grpc')).to.equal('Grpc')
  })

  it('is frozen', () => {
    expect(() => Object.assign(operations[0]!, { method: 'PUT' })).to.throw(TypeError)
    expect(() => Object.assign(operations[0]!.answers, { kind: 'none' })).to.throw(TypeError)
    expect(() => (operations as unknown[]).push({})).to.throw(TypeError)
  })

  it('knows the job names of 2014, and nothing by a name that every object has', () => {
    expect(findOperation('containers')).to.equal('ContainerList')
    expect(findOperation('image_inspect')).to.equal('ImageInspect')
    for (const name of ['', '__proto__', 'constructor', 'toString', 'containerlist']) {
      expect(findOperation(name), name).to.equal(undefined)
    }
  })

  it('says of every row that is no JSON which media type it answers', () => {
    for (const { operation, answers } of operations) {
      if (answers.kind !== 'none') expect(answers.type, operation).to.be.a('string')
    }
  })
})

describe('matching', () => {
  for (const row of operations) {
    it(`finds ${row.operation} by its own path, whatever its names`, () => {
      for (const name of awkward) {
        // An id of swarm mode is one segment of the decoded path; that of a node may be the way to it.
        const isWay = row.operation === 'NodeInspect' || row.operation === 'NodeUpdate'
        if (row.swarm === true && !isWay && name.includes('/')) continue
        for (const version of ['', '/v1.41', '/v1.041']) {
          const match = matchOperation(row.method, `${version}${fill(row.path, name)}?a=b`)
          expect(match.kind, name).to.equal('operation')
          if (match.kind !== 'operation') continue
          expect(match.row.operation, `${version}${fill(row.path, name)}`).to.equal(row.operation)
          expect(match.version).to.equal(version === '' ? undefined : version.slice(2))
          if (match.row === row) expect(Object.values(match.path)).to.deep.equal(row.path.includes('{') ? [name] : [])
        }
      }
    })
  }

  it('takes names with their slashes as they are or escaped', () => {
    for (const path of [
      '/images/library/nginx/json',
      '/images/library%2Fnginx/json',
      '/v1.41/%69mages/library/nginx/json',
    ]) {
      const match = matchOperation('GET', path)
      expect(match).to.include({ kind: 'operation' })
      if (match.kind === 'operation') expect(match.path).to.deep.equal({ name: 'library/nginx' })
    }
  })

  it('reads an absolute target by its path alone', () => {
    expect(matchOperation('GET', 'http://169.254.169.254/v1.41/info?x')).to.include({
      kind: 'operation',
      version: '1.41',
    })
  })

  it('finds the networks at /networks/ too, and nothing else behind a trailing slash', () => {
    expect(matchOperation('GET', '/networks/').kind).to.equal('operation')
    for (const path of ['/info/', '/containers/json/', '/version/'])
      expect(matchOperation('GET', path).kind, path).to.equal('unknown')
  })

  it('finds nothing where dockerd finds nothing', () => {
    const unknown = [
      'GET /',
      'GET /nope',
      'POST /_ping',
      'PATCH /info',
      'GET /V1.41/info',
      'GET /v1.41/v1.41/info',
      'GET /vx/info',
      'GET /info;a=b',
      'GET /services/a/b',
      'DELETE /containers',
      'get /info',
    ]
    for (const line of unknown) {
      const [method = '', path = ''] = line.split(' ')
      expect(matchOperation(method, path).kind, line).to.equal('unknown')
    }
  })

  it('sends unclean paths to their clean form, as dockerd does', () => {
    const moved: Readonly<Record<string, string>> = {
      '//containers/json': '/containers/json',
      '/./info?a=1': '/info?a=1',
      '/v1.41/../info': '/info',
      '/v1.41/..%2finfo': '/info',
      '/containers/%2e%2e/json': '/json',
      '/images//json': '/images/json',
      '/..': '/',
    }
    for (const [path, location] of Object.entries(moved)) {
      expect(matchOperation('GET', path), path).to.deep.equal({ kind: 'moved', location })
    }
  })

  it('refuses escapes that are none, and control characters', () => {
    for (const path of ['/images/%ZZ/json', '/%', '/%c0%af', '/images/%00/json', '/images/a%0d%0ab/json']) {
      expect(matchOperation('GET', path).kind, path).to.equal('malformed')
    }
  })
})
