/** `main.ts kitchen <postgres host> [<database>=<host>:<port> …]` or `main.ts grafana`: writes to /secrets what is missing there, and ends. */
import { writeGrafanaSecrets, writeKitchenSecrets } from './secrets.ts';

const FOLDER = '/secrets';

const [what, postgresHost, ...elsewhere] = process.argv.slice(2);
if (what === 'kitchen' && postgresHost !== undefined) {
  const addresses = elsewhere.map((each) => each.split('=') as [string, string]);
  writeKitchenSecrets(FOLDER, postgresHost, Object.fromEntries(addresses));
} else if (what === 'grafana') writeGrafanaSecrets(FOLDER);
else {
  process.stderr.write('secrets: say `kitchen <postgres host>` or `grafana`\n');
  process.exitCode = 64; // EX_USAGE
}
