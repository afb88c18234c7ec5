/**
 * The cache in .lab/: something is prepared in a temporary folder beside its place and moved there when it is whole,
 * so that what stands in its place is always complete, and two labs at once can't spoil each other's work.
 */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT, LabError } from '../errors.ts';
import { LAB_FOLDER } from '../places.ts';
import { isAlive, readStat } from '../runtimes/processes/process-table.ts';

/** `<pid>-<start time>-<name>`: tells whether the process that works in it still lives. */
const TEMPORARY = /^(\d+)-(\d+)-/;

export class Cache {
  readonly #folder: string;
  #count = 0;

  constructor(folder: string = LAB_FOLDER) {
    this.#folder = folder;
  }

  /** Where something of this name is, or will be. */
  place(name: string): string {
    return join(this.#folder, name);
  }

  has(name: string): boolean {
    return existsSync(this.place(name));
  }

  /**
   * The folder of this name; when it is not there, `make` fills a temporary one first, of which nothing is kept if it
   * fails. Afterwards everything else whose name begins with `replaces` is out of date, and goes.
   */
  async provide(
    name: string,
    make: (folder: string) => Promise<void>,
    { replaces }: { replaces?: string } = {},
  ): Promise<string> {
    const place = this.place(name);
    if (existsSync(place)) return place;
    const temporary = this.#temporaryFolder(name);
    try {
      await make(temporary);
      moveInto(temporary, place);
    } finally {
      rmSync(temporary, { recursive: true, force: true });
    }
    if (replaces !== undefined) this.#removeOthers(replaces, name);
    return place;
  }

  /**
   * Removes the folders of this prefix but the one of this name, which has taken their place. Moved away first, so that
   * none of them is ever found half removed.
   */
  #removeOthers(prefix: string, name: string): void {
    for (const other of readdirSync(this.#folder)) {
      if (!other.startsWith(prefix) || other === name) continue;
      const aside = this.#temporaryFolder(other);
      try {
        renameSync(this.place(other), join(aside, other));
        rmSync(aside, { recursive: true, force: true });
      } catch {
        // Another lab removes it or copies from it right now: it is only space, and the next new template tries again.
      }
    }
  }

  /** Removes what labs that were killed left half done. */
  removeAbandoned(): void {
    const parent = this.place('temporary');
    if (!existsSync(parent)) return;
    for (const name of readdirSync(parent)) {
      const match = TEMPORARY.exec(name);
      if (match !== null && isAlive({ pid: Number(match[1]), startTicks: Number(match[2]) })) continue;
      rmSync(join(parent, name), { recursive: true, force: true });
    }
  }

  #temporaryFolder(name: string): string {
    this.#count += 1;
    const folder = this.place(
      join('temporary', `${process.pid}-${readStat(process.pid)!.startTicks}-${this.#count}-${name}`),
    );
    try {
      mkdirSync(folder, { recursive: true });
    } catch (cause) {
      throw new LabError(EXIT.unavailable, `${this.#folder} must be a folder that can be written to.`, {
        cause,
      });
    }
    return folder;
  }
}

function moveInto(temporary: string, place: string): void {
  try {
    renameSync(temporary, place);
  } catch (error) {
    // Another lab was quicker: what it has made is as good.
    if (!existsSync(place)) throw error;
  }
}
