/**
 * Before a load in containers, which nobody but k6 is told of: lets the customers in, and writes to a file what k6 is to
 * do. Run by Node, not by k6. (The lab does without: it hands k6 its settings itself.)
 */
import { writeFileSync } from 'node:fs';
import { z } from 'zod';
import { signApiKey } from '../shared/gateway/api-keys.ts';
import { httpUrl, readConfig, secret, wholeNumber } from '../shared/platform/config.ts';
import { moveIn } from './move-in.ts';
import { CUSTOMERS } from './schedule.ts';
import type { LoadSettings } from './settings.ts';

const CLIENT_TIMEOUT_MS = 5_000;
const READ_AFTER_LOAD_MS = 5_000;

try {
  const config = readConfig({
    GATEWAY_URL: httpUrl,
    GATEWAY_KEY_SECRET: secret,
    SETTINGS_FILE: z.string().min(1),
    RATE: wholeNumber(1, 2_000),
    SECONDS: wholeNumber(1, 86_400),
    SEED: wholeNumber(0, 0xffff_ffff),
  });
  const apiKey = (customerId: string): string => signApiKey(config.GATEWAY_KEY_SECRET, customerId);
  await moveIn({ url: config.GATEWAY_URL, apiKey });
  const settings: LoadSettings = {
    target: config.GATEWAY_URL,
    seed: config.SEED,
    ratePerSecond: config.RATE,
    durationSeconds: config.SECONDS,
    clientTimeoutMs: CLIENT_TIMEOUT_MS,
    readAfterLoadMs: READ_AFTER_LOAD_MS,
    apiKeys: Object.fromEntries(CUSTOMERS.map(({ customerId }) => [customerId, apiKey(customerId)])),
    summaryFile: 'stdout',
  };
  writeFileSync(config.SETTINGS_FILE, JSON.stringify(settings));
} catch (error) {
  const { message, cause } = error as Error;
  process.stderr.write(`prepare: ${message}${cause === undefined ? '' : ` (${String(cause)})`}\n`);
  process.exitCode = 1;
}
