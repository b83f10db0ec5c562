import { Agent, createServer } from 'node:http'
import { createProxyServer } from 'http-proxy'

// The package http-proxy as it does best, with an agent that keeps connections: `node http-proxy.js engine socket port`.
const [, , engine, socketPath, port] = process.argv
const agent = new Agent({ keepAlive: true })
const proxy = createProxyServer({ target: { host: 'localhost', port: 80, socketPath: engine }, agent })
proxy.on('error', (_error, _request, response) => response.destroy?.())
const answer = (request, response) => proxy.web(request, response)

createServer(answer).listen(socketPath)
createServer(answer).listen(Number(port), '127.0.0.1')
