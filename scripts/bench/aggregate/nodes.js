/** What the simulated engines behind it take themselves. */
export const nodes = {
  name: 'nodes',
  title: 'The nodes themselves',
  head: ['nodes', 'containers', 'processes', 'ms to start', 'MB', 'KB a container'],
  async measure({ pool }) {
    const bytes = await pool.used()
    const counts = [pool.nodes.length, pool.containers, pool.processes, pool.ms, bytes / 1e6]
    return [[...counts.map((count) => count.toFixed(0)), (bytes / pool.containers / 1e3).toFixed(0)]]
  },
}
