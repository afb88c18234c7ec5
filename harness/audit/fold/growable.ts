/** Columns that grow: a million numbers in one typed array, where a million objects would cost ten times the memory. */

const FIRST_CAPACITY = 1024;

export class Floats {
  #values = new Float64Array(FIRST_CAPACITY);
  length = 0;

  push(value: number): void {
    if (this.length === this.#values.length) this.#grow(this.length + 1);
    this.#values[this.length++] = value;
  }

  at(index: number): number {
    return this.#values[index] ?? Number.NaN;
  }

  set(index: number, value: number): void {
    if (index >= this.#values.length) this.#grow(index + 1);
    this.length = Math.max(this.length, index + 1);
    this.#values[index] = value;
  }

  /** The values in ascending order. A copy. */
  sorted(): Float64Array {
    return this.#values.slice(0, this.length).sort();
  }

  #grow(needed: number): void {
    const larger = new Float64Array(Math.max(needed, this.#values.length * 2));
    larger.set(this.#values);
    this.#values = larger;
  }
}

/** Small whole numbers or bit masks; reads as 0 where nothing was set. */
export class Bytes {
  #values = new Uint8Array(FIRST_CAPACITY);

  at(index: number): number {
    return this.#values[index] ?? 0;
  }

  set(index: number, value: number): void {
    if (index >= this.#values.length) {
      const larger = new Uint8Array(Math.max(index + 1, this.#values.length * 2));
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[index] = value;
  }

  add(index: number, bits: number): void {
    this.set(index, this.at(index) | bits);
  }
}
