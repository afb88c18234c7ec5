import { expect, test } from '@jest/globals';
import { canRunFrom } from './temporary.ts';

test.each([
  ['a mount of its own', 'tmpfs /dev/shm tmpfs rw,relatime,size=24684092k 0 0', true],
  ['one whose programs can not be run', 'shm /dev/shm tmpfs rw,nosuid,nodev,noexec,size=65536k 0 0', false],
  ['no mount at all', 'tmpfs /run tmpfs rw 0 0', false],
])('%s', (_what, mounts, can) => {
  expect(canRunFrom('/dev/shm', `/dev/vda / ext4 rw,relatime 0 0\n${mounts}\n`)).toBe(can);
});
