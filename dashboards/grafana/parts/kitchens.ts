/** The two kitchens, as queries name them. */
import type { Architecture } from '#shared/platform/metrics.ts';

export type Kitchen = {
  name: string;
  /** Matches the series of this kitchen, and no other: stands first between the braces of a selector. */
  own: `architecture="${string}"`;
};

const kitchen = (name: string, architecture: Exclude<Architecture, 'both'>): Kitchen => ({
  name,
  own: `architecture="${architecture}"`,
});

export const REQUEST_RESPONSE = kitchen('Request-response', 'request-response');
export const EVENT_DRIVEN = kitchen('Event-driven', 'event-driven');
/** The one that was chosen at the top of the page. */
export const CHOSEN: Kitchen = { name: 'The chosen kitchen', own: 'architecture="$architecture"' };
