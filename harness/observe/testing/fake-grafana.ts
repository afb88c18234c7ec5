/**
 * For tests: what Grafana is to the lab. Answers that it is well, and with what it was told in its arguments and its
 * environment. It is in no package registry that tests can be sure of.
 */
import { createServer } from 'node:http';

createServer((request, response) => {
  response.setHeader('content-type', 'application/json');
  if (request.url === '/api/health') return void response.end('{"database":"ok"}');
  response.end(JSON.stringify({ arguments: process.argv.slice(2), environment: process.env }));
}).listen(Number(process.env.GF_SERVER_HTTP_PORT), process.env.GF_SERVER_HTTP_ADDR);
