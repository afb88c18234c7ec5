/**
 * Check 9, event side: the dead letters are the poison that was injected, and nothing else; and what came right after poison
 * did not wait for long.
 */
import { consumersIn } from '../fold/consumers.ts';
import type { SideFacts } from '../fold/fold.ts';
import type { Neighbour } from '../fold/poison.ts';
import { rounded } from '../words.ts';
import type { Check } from './check.ts';

/** How long poison may delay the message after it: its five attempts take less than 2 s, and several may come at once. */
const NEIGHBOUR_WAITS_AT_MOST_MS = 5_000;

export const deadLetters: Check = {
  id: '9-dead-letters',
  title: 'Dead letters are the poison that was injected, and what came after it did not wait for long',
  appliesTo: ({ side }) => side === 'ed',
  look({ facts }, findings) {
    const { poison, messages } = facts.messages;
    const letters = poison.deadLetters;
    // Without poison it says that there are no dead letters: every message was looked at for that.
    findings.examined = poison.found.length === 0 ? messages : poison.found.length + letters.length;
    for (const letter of letters) {
      // Poison itself, or what came later under its key and is put aside with it.
      if (!poison.injected.has(letter.key)) {
        const { from, topic, because } = letter;
        findings.violation(`the message at ${from} is in ${topic} (${because}), and is no poison`, letter);
      }
    }
    const buried = new Set(letters.flatMap(({ eventId, from }) => [eventId, from]));
    for (const { place, eventId, mustBeBuried } of poison.found) {
      if (mustBeBuried && !buried.has(place) && !buried.has(eventId))
        findings.violation(`the poison at ${place} is in no dead letters`);
    }
    for (const neighbour of poison.neighbours.values()) {
      const wrong = wrongWait(neighbour, facts);
      if (wrong !== null) findings.violation(wrong);
    }
  },
};

function wrongWait(neighbour: Neighbour, facts: SideFacts): string | null {
  const { poison, waiting, waitedMs } = neighbour;
  if (isElseBroken(neighbour, facts)) return null;
  const after = `the message after the poison at ${poison}`;
  if (waiting !== 0) return `${after} still waits for ${consumersIn(waiting).join(', ')}`;
  if (waitedMs <= NEIGHBOUR_WAITS_AT_MOST_MS) return null;
  return `${after} waited ${rounded(waitedMs / 1000)} s; at most ${NEIGHBOUR_WAITS_AT_MOST_MS / 1000} s are allowed`;
}

/** While something else is broken as well, nobody can say what a message waited for. */
const isElseBroken = ({ publishedAtMs }: Neighbour, { faults }: SideFacts): boolean =>
  faults.some(
    ({ fault, injectedAtMs, healedAtMs }) =>
      fault !== 'poison' &&
      injectedAtMs <= publishedAtMs + NEIGHBOUR_WAITS_AT_MOST_MS &&
      (healedAtMs ?? Number.POSITIVE_INFINITY) >= publishedAtMs - NEIGHBOUR_WAITS_AT_MOST_MS,
  );
