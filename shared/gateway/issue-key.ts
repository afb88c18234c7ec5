/** Prints a customer's API key: `node shared/gateway/issue-key.ts ann`, run where the gateway's secret is. */
import { customerId } from '#shared/contract/schemas.ts';
import { readConfig, secret } from '#shared/platform/config.ts';
import { signApiKey } from './api-keys.ts';

try {
  const [asked, ...more] = process.argv.slice(2);
  const whose = customerId.safeParse(asked);
  if (!whose.success || more.length > 0) throw new Error('give one customer id: 1 to 40 of a-z, 0-9 and -');
  const { GATEWAY_KEY_SECRET } = readConfig({ GATEWAY_KEY_SECRET: secret });
  process.stdout.write(`${signApiKey(GATEWAY_KEY_SECRET, whose.data)}\n`);
} catch (error) {
  process.stderr.write(`issue-key: ${(error as Error).message}\n`);
  process.exitCode = 64; // EX_USAGE
}
