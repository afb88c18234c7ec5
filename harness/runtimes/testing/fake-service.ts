/**
 * The least that the runtime takes for a service: it listens, says that it is ready, and ends at SIGTERM. It counts the
 * requests to /count, and says at /counted how many there were.
 */
import { createServer } from 'node:http';

let counted = 0;
const server = createServer((request, response) => {
  if (request.url === '/environment') response.end(JSON.stringify(process.env));
  else if (request.url === '/die') process.exit(7);
  else if (request.url === '/counted') response.end(String(counted));
  else {
    if (request.url === '/count') counted += 1;
    response.end('{}');
  }
});
server.listen(Number(process.env.PORT), process.env.HOST);
process.on('SIGTERM', () => process.exit(0));
process.stdout.write(`${JSON.stringify({ msg: 'listening', pid: process.pid })}\n`);
