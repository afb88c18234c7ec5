/**
 * Where the servers of a test come from: programs that the lab brings, or containers of the official images. Jest's projects
 * `int` and `containers` (jest.config.js) run the same tests, each in one of these ways.
 */
export const IN_CONTAINERS = (globalThis as { SERVERS?: unknown }).SERVERS === 'containers';
