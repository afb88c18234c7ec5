import { expect, test } from '@jest/globals';
import { html, jsonBlock, trusted } from './html.ts';

test('html: text with markup in it, stays text', () => {
  expect(html`<p title="${'"x"'}">${`<script>alert('&')</script>`}</p>`.text).toBe(
    '<p title="&quot;x&quot;">&lt;script&gt;alert(&#39;&amp;&#39;)&lt;/script&gt;</p>',
  );
});

test('html: what another template made, goes in as it is, and nothing is shown of null', () => {
  expect(html`<ul>${[html`<li>${1}</li>`, html`<li>${2}</li>`]}${null}</ul>`.text).toBe(
    '<ul><li>1</li><li>2</li></ul>',
  );
  expect(html`${trusted('a > b {}')}`.text).toBe('a > b {}');
});

test('jsonBlock: data that would close the block, can not, and reads back the same', () => {
  const data = { name: '</script><script>alert(1)</script><!--' };
  const block = jsonBlock('data', data).text;
  const inside = block.slice(block.indexOf('>') + 1, block.lastIndexOf('</script>'));
  expect(inside).not.toContain('<');
  expect(JSON.parse(inside)).toEqual(data);
});
