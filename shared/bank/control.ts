/** The experimenter's side of the bank, on a port of its own: how it behaves, and what a charge would come to just now. */
import { z } from 'zod';
import { AppError } from '#shared/platform/errors.ts';
import { type HttpRequest, type HttpResponse, type Route, validated } from '#shared/platform/http-server.ts';
import { Accounts } from './accounts.ts';
import { behaviourSchema, changeSchema, createDice, type Dice } from './behaviour.ts';
import { charge } from './service.ts';

const rehearsalBody = z.strictObject({
  /** False: without being slow, so that everything else is known at once. */
  waits: z.boolean(),
});

export function controlRoutes(dice: Dice, hasToken: (authorization: string | undefined) => boolean): Route[] {
  // Its own, so that who looks does not change what happens to the kitchen.
  const { strikes } = createDice();
  const guarded =
    (handle: (request: HttpRequest) => Promise<HttpResponse>) =>
    async (request: HttpRequest): Promise<HttpResponse> => {
      if (hasToken(request.header('authorization'))) return handle(request);
      throw new AppError('unauthenticated', 'no_valid_token', 'The control token is needed.');
    };
  const told = (): HttpResponse => ({ status: 200, body: dice.behaviour() });

  return [
    { method: 'get', path: '/behaviour', handle: guarded(async () => told()) },
    {
      method: 'put',
      path: '/behaviour',
      handle: guarded(async ({ body }) => {
        dice.set(validated(behaviourSchema, body));
        return told();
      }),
    },
    {
      method: 'patch',
      path: '/behaviour',
      handle: guarded(async ({ body }) => {
        dice.change(validated(changeSchema, body));
        return told();
      }),
    },
    {
      method: 'post',
      path: '/rehearsals',
      handle: guarded((request) => {
        const { waits } = validated(rehearsalBody, request.body);
        const behaviour = dice.behaviour();
        return rehearse(request, {
          ...dice,
          strikes,
          behaviour: () => (waits ? behaviour : { ...behaviour, latencyMs: 0 }),
        });
      }),
    },
  ];
}

/** A charge like any other, by the same code, for accounts and a ledger that are forgotten at once. */
function rehearse(request: HttpRequest, dice: Dice): Promise<HttpResponse> {
  const nowhere = { append: async () => undefined, close: async () => undefined };
  const parts = {
    accounts: new Accounts(),
    ledger: nowhere,
    dice,
    nowMs: Date.now,
    newChargeId: () => 'rehearsed',
  };
  const body = { orderId: 'rehearsal', amountCents: 1, cardToken: 'rehearsal' };
  return charge(parts, { ...request, body, header: () => undefined });
}
