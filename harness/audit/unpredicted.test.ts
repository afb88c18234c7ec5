import { describe, expect, test } from '@jest/globals';
import { goodRun } from './testing/good-run.ts';
import { CONFIRMED, REFUSED } from './testing/order-story.ts';

describe('unpredicted', () => {
  const charged = { ...CONFIRMED, deliveries: [] };
  test('names harm and failed checks that the scenario does not predict', () => {
    const { unpredicted } = goodRun().order('gina', charged).judged().verdict;
    expect(unpredicted).toContain('request-response: 1 order ended as "charged-not-delivered".');
    expect(unpredicted).toContainEqual(
      expect.stringMatching(/^request-response: check 4-endings failed with 1 violation, for example: /),
    );
  });
  const predicted = {
    harmful: ['charged-not-delivered' as const],
    failedChecks: ['4-endings', '5-delivery'],
  };
  const none = { harmful: [], failedChecks: [] };
  const judgedBy = (rr: typeof predicted & { rungs?: string[] }): string[] =>
    goodRun()
      .order('gina', charged)
      .planned({ predicts: { rr, ed: none } })
      .judged().verdict.unpredicted;
  test('is silent about what the hypothesis says', () => {
    expect(judgedBy(predicted)).toEqual([]);
  });
  test('is silent about it on the rungs of which the hypothesis says it, and on no other', () => {
    expect(judgedBy({ ...predicted, rungs: ['naive', 'top'] })).toEqual([]);
    expect(judgedBy({ ...predicted, rungs: ['naive'] })).toHaveLength(3);
  });
  test('a refusal is not harm', () => {
    expect(goodRun().order('gina', REFUSED).judged().verdict.unpredicted).toEqual([]);
  });
});
