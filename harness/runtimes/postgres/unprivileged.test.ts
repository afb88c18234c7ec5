import { describe, expect, test } from '@jest/globals';
import { findUser } from './unprivileged.ts';

describe('user that PostgreSQL runs as', () => {
  test('several candidates: nobody comes first', () => {
    const passwd =
      'root:x:0:0:root:/root:/bin/bash\ndaemon:x:1:1::/:/bin/false\nnobody:x:65534:65533::/:/bin/false\n';
    expect(findUser(passwd)).toEqual({ userId: 65534, groupId: 65533 });
  });

  test('no candidate: none', () => {
    expect(findUser('root:x:0:0:root:/root:/bin/bash\n')).toBeUndefined();
  });
});
