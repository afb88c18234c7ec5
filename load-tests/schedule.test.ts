import { describe, expect, test } from '@jest/globals';
import { placeOrderRequest } from '#shared/contract/schemas.ts';
import { DECLINED_CARD_TOKEN } from '#shared/domain/payment.ts';
import { CUSTOMERS, isRead, plannedMove, plannedOrder, sentTwice } from './schedule.ts';

const SEED = 42;
const orders = Array.from({ length: 20_000 }, (_, index) => plannedOrder(SEED, index));
const share = (matches: (order: (typeof orders)[number]) => boolean): number =>
  orders.filter(matches).length / orders.length;

describe('schedule', () => {
  test('the same seed and index give the same order, whatever was asked for before', () => {
    expect(plannedOrder(SEED, 777)).toEqual(orders[777]);
  });

  test('another seed gives other orders and other keys', () => {
    const others = Array.from({ length: 100 }, (_, index) => plannedOrder(SEED + 1, index));
    const alike = others.filter((order, index) => order.customerId === orders[index]!.customerId);
    expect(alike.length).toBeLessThan(5);
    expect(others[0]!.key).not.toBe(orders[0]!.key);
  });

  test('every order has a key of its own and is a request that the contract allows', () => {
    expect(new Set(orders.map((order) => order.key)).size).toBe(orders.length);
    for (const { lines, cardToken } of orders) {
      expect(placeOrderRequest.safeParse({ lines, cardToken }).success).toBe(true);
      expect(new Set(lines.map((line) => line.sku)).size).toBe(lines.length);
    }
  });

  test('the shares of orders that end otherwise are as stated', () => {
    const homeless = new Set(
      CUSTOMERS.filter(({ address }) => address === null).map(({ customerId }) => customerId),
    );
    expect(share((order) => order.cardToken === DECLINED_CARD_TOKEN)).toBeCloseTo(0.01, 2);
    expect(share((order) => order.lines[0]!.sku === 'truffle-toast')).toBeCloseTo(0.005, 2);
    expect(share((order) => homeless.has(order.customerId))).toBeCloseTo(0.01, 2);
  });

  test('all customers order, and all sizes of order occur about equally', () => {
    expect(new Set(orders.map((order) => order.customerId)).size).toBe(CUSTOMERS.length);
    for (const size of [1, 2, 3]) expect(share((order) => order.lines.length === size)).toBeGreaterThan(0.3);
  });

  test('one order in a hundred is followed by a move, of its own customer, who keeps an address', () => {
    const moves = orders.map((order) => ({ order, move: plannedMove(SEED, order.index) }));
    const moved = moves.filter(({ move }) => move !== null);
    expect(moved.length / orders.length).toBeCloseTo(0.01, 2);
    for (const { order, move } of moved) expect(move!.customerId).toBe(order.customerId);
    expect(new Set(moved.map(({ move }) => move!.address)).size).toBe(moved.length);
  });

  test('of orders that are sent twice the share is as wanted, half of it at once, and none when none is', () => {
    const ways = (share: number) => orders.map(({ index }) => sentTwice(SEED, index, share));
    expect(ways(0).every((way) => way === null)).toBe(true);
    expect(ways(1).every((way) => way !== null)).toBe(true);
    for (const way of ['at-once', 'after-answer'])
      expect(ways(0.4).filter((one) => one === way).length / orders.length).toBeCloseTo(0.2, 1);
  });

  test('one order in fifty is read', () => {
    expect(orders.filter((order) => isRead(order.index)).length).toBe(orders.length / 50);
  });
});
