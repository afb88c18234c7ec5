/** The least that the runtime takes for a service: it listens, says that it is ready, and ends at SIGTERM. */
import { createServer } from 'node:http';

const server = createServer((request, response) => {
  if (request.url === '/environment') response.end(JSON.stringify(process.env));
  else if (request.url === '/die') process.exit(7);
  else response.end('{}');
});
server.listen(Number(process.env.PORT), process.env.HOST);
process.on('SIGTERM', () => process.exit(0));
process.stdout.write(`${JSON.stringify({ msg: 'listening', pid: process.pid })}\n`);
