/** The machine's own speed, by itself. */
import type { BenchPart } from '../part.ts';
import { yardstickOf, yardstickTable } from '../yardstick/yardstick.ts';

export const yardstick: BenchPart = {
  name: 'yardstick',
  title: "The machine's own speed: bare node:http, PostgreSQL and Kafka",
  minutes: 4,
  measure: async (context) => yardstickTable(await yardstickOf(context)),
};
