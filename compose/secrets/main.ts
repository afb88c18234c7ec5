/** `main.ts kitchen <postgres host>` or `main.ts grafana`: writes to /secrets what is missing there, and ends. */
import { writeGrafanaSecrets, writeKitchenSecrets } from './secrets.ts';

const FOLDER = '/secrets';

const [what, postgresHost] = process.argv.slice(2);
if (what === 'kitchen' && postgresHost !== undefined) writeKitchenSecrets(FOLDER, postgresHost);
else if (what === 'grafana') writeGrafanaSecrets(FOLDER);
else {
  process.stderr.write('secrets: say `kitchen <postgres host>` or `grafana`\n');
  process.exitCode = 64; // EX_USAGE
}
