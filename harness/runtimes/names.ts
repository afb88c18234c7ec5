/** Where kitchens can run: as `--runtime` takes it, and as experiment.json and the report say it. */
export const RUNTIME_TITLES = { local: 'local processes', compose: 'compose' } as const;

export type RuntimeName = keyof typeof RUNTIME_TITLES;
export const RUNTIME_NAMES = Object.keys(RUNTIME_TITLES) as readonly RuntimeName[];
