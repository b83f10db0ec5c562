import { fileURLToPath } from 'node:url'
import { expect } from 'chai'
import { DockerComposeEnvironment, Wait } from 'testcontainers'
import { says, type Checks } from './checks.js'

const folder = fileURLToPath(new URL('../../../test/fixtures/compose/', import.meta.url))

// Projects of one engine have names of their own.
const project = `project-${process.pid}`

/** Services by docker-compose 1: its own program, not one of `docker`. */
const services = (file: string): DockerComposeEnvironment =>
  new DockerComposeEnvironment(folder, file)
    .withClientOptions({ executable: { standalone: true } })
    .withProjectName(`${project}-${file.replace('.yml', '')}`)

/** Services of a Compose file. docker-compose 1 has underscores in the names of containers. */
export const composed: Checks = {
  'starts the services of a file, and ends them': async () => {
    const [web, db] = [`${project}-shop_web_1`, `${project}-shop_db_1`]
    await using environment = await services('shop.yml').withWaitStrategy(web, Wait.forLogMessage('serving')).up()
    const container = environment.getContainer(web)
    expect(await says(container, 'cat /srv/page')).to.equal('site of db\n')
    expect(await says(environment.getContainer(db), 'cat /tmp/full && echo full')).to.equal('full\n')
    const response = await fetch(`http://${container.getHost()}:${container.getMappedPort(8080)}/page`)
    expect(await response.text()).to.equal('site of db\n')
  },
  'starts some services, and takes what is there': async () => {
    const name = `${project}-job_beside_1`
    await using started = await services('job.yml').up(['beside'])
    const again = await services('job.yml').up(['beside'])
    expect(again.getContainer(name).getId()).to.equal(started.getContainer(name).getId())
    expect(() => started.getContainer(`${project}-job_job_1`)).to.throw('it is not running')
  },
}
