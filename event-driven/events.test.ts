import { describe, expect, test } from '@jest/globals';
import { AppError } from '#shared/platform/errors.ts';
import { because, decode, outgoing, typeOf } from './events.ts';

const origin = { key: 'order-1', orderId: 'order-1', causationId: 'cause', requestId: 'request' };

describe('outgoing', () => {
  test('a fact goes to the topic that its owner writes, with its name and its key', () => {
    const message = outgoing(origin, { case: 'stockRejected', value: { missingSku: 'juice' } });
    expect(message).toMatchObject({ topic: 'stock', key: 'order-1', type: 'StockRejected', headers: null });
  });

  test('its bytes are the event, envelope and all', () => {
    const message = outgoing(origin, { case: 'stockRejected', value: { missingSku: 'juice' } });
    const event = decode(message.payload);
    expect(event).toMatchObject({
      eventId: message.eventId,
      orderId: 'order-1',
      causationId: 'cause',
      requestId: 'request',
    });
    expect(event.fact).toMatchObject({ case: 'stockRejected', value: { missingSku: 'juice' } });
  });

  test('no two events have the same id', () => {
    const fact = { case: 'orderConfirmed', value: {} } as const;
    expect(outgoing(origin, fact).eventId).not.toBe(outgoing(origin, fact).eventId);
  });
});

describe('because', () => {
  test('what comes of an event names it as its cause, and stays with its order and request', () => {
    const { payload, eventId } = outgoing(origin, { case: 'orderConfirmed', value: {} });
    expect(because(decode(payload))).toEqual({ ...origin, causationId: eventId });
  });
});

describe('typeOf', () => {
  test('names a fact as its message is named', () => {
    expect(typeOf('stockReserved')).toBe('StockReserved');
  });
});

describe('decode', () => {
  test.each([
    ['bytes that are no Protobuf', Buffer.from([0xff, 0xff, 0xff])],
    ['text', Buffer.from('{"eventId":1}')],
    ['nothing at all', Buffer.alloc(0)],
  ])('%s is poison', (_what, bytes) => {
    expect(() => decode(bytes)).toThrow(expect.objectContaining({ kind: 'poison', retriable: false }));
    expect(() => decode(bytes)).toThrow(AppError);
  });
});
