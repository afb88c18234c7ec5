/** `docker cp … -` writes a tar archive; of a single file it is its header, one block of 512 bytes, and its content. */

const BLOCK_BYTES = 512;
/** Where the size stands in a header, in octal digits (POSIX pax, "ustar Interchange Format"). */
const SIZE = { from: 124, to: 136 };

/** Content of the first file in an archive of ASCII text. */
export function firstFileOf(archive: string): string {
  const size = Number.parseInt(archive.slice(SIZE.from, SIZE.to), 8);
  if (Number.isNaN(size)) throw new Error('This is no tar archive.');
  return archive.slice(BLOCK_BYTES, BLOCK_BYTES + size);
}
