import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { rawRequest, startTestServer } from '#shared/platform/testing.ts';
import { createDice, type Dice, WELL_BEHAVED } from './behaviour.ts';
import { controlRoutes } from './control.ts';

let dice: Dice;
let server: Awaited<ReturnType<typeof startTestServer>>;
beforeEach(async () => {
  dice = createDice();
  server = await startTestServer(controlRoutes(dice, (authorization) => authorization === 'Bearer token'));
});
afterEach(() => server.close());

const send = (method: string, path: string, body: object, token = 'token') =>
  rawRequest(server.port, {
    ...{ method, path },
    ...(method === 'GET' ? {} : { body: JSON.stringify(body) }),
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
  });

describe('the behaviour', () => {
  test('put: sets what is given, the rest is well behaved', async () => {
    dice.set({ ...WELL_BEHAVED, latencyMs: 5 });
    expect((await send('PUT', '/behaviour', { failRate: 0.5, seed: 9 })).status).toBe(200);
    expect(dice.behaviour()).toEqual({ ...WELL_BEHAVED, failRate: 0.5, seed: 9 });
  });

  test('patched: what is not given stays, and the dice roll on', async () => {
    dice.set({ ...WELL_BEHAVED, latencyMs: 5, failRate: 0.5, seed: 9 });
    const undisturbed = createDice();
    undisturbed.set({ ...WELL_BEHAVED, seed: 9 });
    const roll = ({ strikes }: Dice) => Array.from({ length: 20 }, () => strikes(0.5));
    expect(roll(dice)).toEqual(roll(undisturbed));
    expect((await send('PATCH', '/behaviour', { failRate: 0, loseAnswerRate: 1 })).status).toBe(200);
    expect(dice.behaviour()).toEqual({ ...WELL_BEHAVED, latencyMs: 5, loseAnswerRate: 1, seed: 9 });
    expect(roll(dice)).toEqual(roll(undisturbed));
  });

  test.each([
    ['PUT', '/behaviour', { failRate: 0.5 }],
    ['PATCH', '/behaviour', { failRate: 0.5 }],
    ['POST', '/rehearsals', { waits: false }],
    ['GET', '/behaviour', {}],
  ])('%s %s without the right token: 401, and nothing changes', async (method, path, body) => {
    expect((await send(method, path, body, 'guess')).status).toBe(401);
    expect(dice.behaviour()).toEqual(WELL_BEHAVED);
  });

  test.each(['PUT', 'PATCH'])('%s with a rate above 1: 400, and nothing changes', async (method) => {
    expect((await send(method, '/behaviour', { failRate: 1.5 })).status).toBe(400);
    expect(dice.behaviour()).toEqual(WELL_BEHAVED);
  });
});

describe('a rehearsal', () => {
  const rehearse = (waits = true) => send('POST', '/rehearsals', { waits });

  test('of a bank that behaves well: captured', async () => {
    expect(await rehearse()).toMatchObject({ status: 201, body: expect.stringContaining('captured') });
  });

  test('of one that fails, or declines: what a charge would be told', async () => {
    dice.set({ ...WELL_BEHAVED, failRate: 1 });
    expect((await rehearse()).status).toBe(500);
    dice.set({ ...WELL_BEHAVED, declineRate: 1 });
    expect((await rehearse()).body).toContain('declined');
  });

  test('of one that loses its answers: none', async () => {
    dice.set({ ...WELL_BEHAVED, loseAnswerRate: 1 });
    await expect(rehearse()).rejects.toThrow();
  });

  test('that does not wait, of one that is slow: answered all the same', async () => {
    dice.set({ ...WELL_BEHAVED, latencyMs: 60_000 });
    expect((await rehearse(false)).status).toBe(201);
  });

  test('many: the dice of the real charges do not notice', async () => {
    dice.set({ ...WELL_BEHAVED, failRate: 0.5, seed: 3 });
    await Promise.all(Array.from({ length: 5 }, () => rehearse()));
    const undisturbed = createDice();
    undisturbed.set({ ...WELL_BEHAVED, seed: 3 });
    expect(dice.strikes(0.5)).toBe(undisturbed.strikes(0.5));
    expect(dice.strikes(0.5)).toBe(undisturbed.strikes(0.5));
  });
});
