import { expect, test } from '@jest/globals';
import { toolsOfKitchens } from './tools.ts';

test('tools: Java and Kafka are asked for only when a side that starts has a broker', () => {
  expect(toolsOfKitchens(['rr'])).toEqual(['postgres']);
  expect(toolsOfKitchens(['ed'])).toEqual(['postgres', 'java', 'kafkaLibs']);
  expect(toolsOfKitchens(['rr', 'ed'])).toEqual(['postgres', 'java', 'kafkaLibs']);
});
