/** API keys: a customer's id, signed. Nothing is stored; whoever has the secret can check a key and make one. */
import { createHmac, timingSafeEqual } from 'node:crypto';

const MAC_LENGTH = 32;
const BEARER_KEY = new RegExp(`^Bearer k_([a-z0-9-]{1,40})\\.([0-9a-f]{${MAC_LENGTH}})$`);

/** The API key of a customer: `k_<customerId>.<first 32 hex characters of HMAC-SHA256(secret, customerId)>`. */
export function signApiKey(secret: string, customerId: string): string {
  return `k_${customerId}.${mac(secret, customerId)}`;
}

/** Whose key an Authorization header carries; null when it carries none that is right. */
export function customerOf(secret: string, authorization: string | undefined): string | null {
  const [, customerId, given] = BEARER_KEY.exec(authorization ?? '') ?? [];
  if (customerId === undefined || given === undefined) return null;
  return timingSafeEqual(Buffer.from(given), Buffer.from(mac(secret, customerId))) ? customerId : null;
}

function mac(secret: string, customerId: string): string {
  return createHmac('sha256', secret).update(customerId).digest('hex').slice(0, MAC_LENGTH);
}
