/** Starts the bank: its public door, and on another port the control of its behaviour. */
import { createHash, randomUUID, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { closeServer } from '#shared/platform/closing.ts';
import { commonConfig, port, readConfig, secret } from '#shared/platform/config.ts';
import { createHttpServer } from '#shared/platform/http-server.ts';
import { runService } from '#shared/platform/service.ts';
import { Accounts } from './accounts.ts';
import { createDice } from './behaviour.ts';
import { controlRoutes } from './control.ts';
import { type Ledger, openLedger } from './ledger.ts';
import { bankRoutes } from './service.ts';

const config = () =>
  readConfig({
    ...commonConfig,
    BANK_LEDGER_FILE: z.string().min(1),
    BANK_CONTROL_PORT: port,
    BANK_CONTROL_TOKEN: secret,
  });

await runService('bank', 'both', config, async (settings, { log, metrics, onStop, onDrain, fail }) => {
  const accounts = new Accounts();
  const file = await openLedger(settings.BANK_LEDGER_FILE, (entry) => accounts.apply(entry));
  onStop(() => file.close());
  // A bank that can't write its ledger knows things that it would forget: it must not go on.
  const ledger: Ledger = { ...file, append: (entries) => file.append(entries).catch(fail) };
  const dice = createDice();
  const ready = async () => null;

  const expected = digest(`Bearer ${settings.BANK_CONTROL_TOKEN}`);
  const hasToken = (authorization = ''): boolean => timingSafeEqual(digest(authorization), expected);
  const control = await createHttpServer({
    routes: controlRoutes(dice, hasToken),
    ready,
    log,
    metrics,
  }).listen(settings.HOST, settings.BANK_CONTROL_PORT);
  onDrain(() => closeServer(control, { lingerMs: 0 }));

  const newChargeId = (): string => `ch_${randomUUID()}`;
  return { routes: bankRoutes({ accounts, ledger, dice, nowMs: Date.now, newChargeId }), ready };
});

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
