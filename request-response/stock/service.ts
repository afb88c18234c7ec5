/**
 * Stock: holds portions for an order, all lines or none.
 *
 *   POST   /reservations           → reserved | rejected
 *   DELETE /reservations/{orderId} → what was held is released, and stays so
 */
import { z } from 'zod';
import { orderLine } from '#shared/contract/schemas.ts';
import { reserve as reservePortions } from '#shared/domain/stock.ts';
import { type Route, validated } from '#shared/platform/http-server.ts';
import { alreadyUndone, innerRequest, orderIdOf } from '../inner-request.ts';
import type { Reservation, StockStore } from './store.ts';

type Reserve = Omit<Reservation, 'state'>;

export type Stock = ReturnType<typeof createStock>;

export function createStock(store: StockStore) {
  /** The same key again gets the same answer again. */
  async function reserve(command: Reserve): Promise<'reserved' | 'rejected'> {
    const skus = command.lines.map(({ sku }) => sku);
    for (;;) {
      const decision = reservePortions(await store.available(skus), command.lines);
      const state = await store.keep({ ...command, state: decision.outcome });
      if (state === 'released') throw alreadyUndone();
      if (state !== 'outdated') return state;
      // Others have taken the last portions since they were counted: they got on, and less is left to fight for.
    }
  }

  /** May be repeated, and may come before the reservation that it undoes: that one is refused then. */
  async function release(orderId: string): Promise<number> {
    await store.refuseFromNowOn(orderId);
    return store.release(orderId);
  }

  return { reserve, release };
}

const reservationRequest = z.strictObject({ orderId: z.uuid(), lines: z.array(orderLine).min(1) });

export function stockRoutes(stock: Stock): Route[] {
  return [
    {
      method: 'post',
      path: '/reservations',
      async handle(request) {
        const { idempotencyKey } = innerRequest(request);
        const body = validated(reservationRequest, request.body);
        return { status: 201, body: { outcome: await stock.reserve({ ...body, idempotencyKey }) } };
      },
    },
    {
      method: 'delete',
      path: '/reservations/:orderId',
      async handle(request) {
        return { status: 200, body: { released: await stock.release(orderIdOf(request)) } };
      },
    },
  ];
}
