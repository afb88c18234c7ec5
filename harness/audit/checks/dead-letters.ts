/**
 * Check 9, event side: the dead letters are the poison that was injected, and nothing else; and what came right after poison
 * did not wait for long. Which kinds a service may pass over, because it has no reaction to them, is said here.
 */
import type { SideFacts } from '../fold/fold.ts';
import { type DeadLetter, type Neighbour, stillWaiting } from '../fold/poison.ts';
import { rounded } from '../words.ts';
import type { Check } from './check.ts';

/** How long poison may delay the message after it: five attempts take 3 s at the most, and a few messages may fail at once. */
const NEIGHBOUR_WAITS_AT_MOST_MS = 5_000;

/** A fact of a later version of the schema: who has no reaction to it ignores it. */
const MAY_BE_IGNORED: ReadonlySet<string> = new Set(['unknown-event']);

export const deadLetters: Check = {
  id: '9-dead-letters',
  title: 'Dead letters are the poison that was injected, and its neighbours did not wait for long',
  appliesTo: ({ side }) => side === 'ed',
  look({ facts }, findings) {
    const { injected, deadLetters: letters, neighbours } = facts.messages.poison;
    // Without poison it says that there are no dead letters: that was looked for in every message.
    findings.examined = injected.size === 0 ? facts.messages.messages : injected.size + letters.length;
    const buried = new Set(letters.map(({ from }) => from));
    const parked = new Set([...injected.values()].map(({ key }) => key));
    for (const letter of letters) {
      const wrong = wrongLetter(letter, injected, parked);
      if (wrong !== null) findings.violation(wrong, letter);
    }
    for (const [place, { kind }] of injected) {
      if (!buried.has(place) && !MAY_BE_IGNORED.has(kind)) {
        findings.violation(`the poison (${kind}) at ${place} is in no dead letters`);
      }
    }
    for (const neighbour of neighbours.values()) {
      const wrong = wrongWait(neighbour, facts);
      if (wrong !== null) findings.violation(wrong);
    }
  },
};

function wrongLetter(
  { topic, from, because, key }: DeadLetter,
  injected: ReadonlyMap<string, unknown>,
  parked: ReadonlySet<string>,
): string | null {
  if (from !== null && injected.has(from)) return null;
  // What comes later under the key of poison is put aside with it.
  if (because === 'key_parked' && parked.has(key)) return null;
  return `the message at ${from ?? 'an unknown place'} is in ${topic} (${because ?? 'it does not say why'}), and is no poison`;
}

/** While something else is broken as well, nobody can say what a message waited for. */
function wrongWait(neighbour: Neighbour, { faults }: SideFacts): string | null {
  const { poison, publishedAtMs, waitedMs } = neighbour;
  const untilMs = publishedAtMs + NEIGHBOUR_WAITS_AT_MOST_MS;
  const alone = faults.every(
    ({ injected = [], injectedAtMs, healedAtMs }) =>
      injected.length > 0 ||
      injectedAtMs > untilMs ||
      (healedAtMs ?? Number.POSITIVE_INFINITY) < publishedAtMs - NEIGHBOUR_WAITS_AT_MOST_MS,
  );
  if (!alone) return null;
  const waiting = stillWaiting(neighbour);
  if (waiting.length > 0)
    return `the message after the poison at ${poison} still waits for ${waiting.join(', ')}`;
  if (waitedMs <= NEIGHBOUR_WAITS_AT_MOST_MS) return null;
  return `the message after the poison at ${poison} waited ${rounded(waitedMs / 1000)} s; at most ${NEIGHBOUR_WAITS_AT_MOST_MS / 1000} s are allowed`;
}
