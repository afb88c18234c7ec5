/** How the janitor tells the harness what it could not clean up: its exit codes. */
export const JANITOR_EXIT = { clean: 0, processesLeft: 2, foldersLeft: 3, containersLeft: 4 } as const;
