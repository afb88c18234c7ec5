/** A change of recorded evidence, and how one finds the rows to change. */
import type { Tables } from './history.ts';
import { orderIdOf } from './order-records.ts';

export type Corruption = {
  side: 'rr' | 'ed';
  what: string;
  /** `index`: of a confirmed order that its client was told of. */
  how(tables: Tables, index: number): void;
  fails: readonly string[];
  bucket: string;
};

export const ofOrder = <Row extends { orderId: string | null }>(rows: Row[], index: number): Row[] =>
  rows.filter(({ orderId }) => orderId === orderIdOf(index));
export const first = <Row extends { orderId: string | null }>(rows: Row[], index: number): Row =>
  ofOrder(rows, index)[0]!;
export function drop<Row>(rows: Row[], isIt: (row: Row) => boolean): void {
  rows.splice(rows.findIndex(isIt), 1);
}
export const eventOf = ({ events }: Tables, index: number, type: string) =>
  ofOrder(events, index).find((event) => event.type === type)!;
export const placeOf = ({ operations }: Tables, index: number) =>
  operations.find((one) => one.kind === 'place' && one.index === index) as Extract<
    Tables['operations'][number],
    { kind: 'place' }
  >;
/** An id for what is there once more. */
export const another = (id: string): string => `f${id.slice(1)}`;
