import { readFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { openApiDocument, openApiText } from './openapi.ts';
import { API_ROUTES } from './routes.ts';

describe('openapi.json', () => {
  test('is what the schemas say: else run `node shared/contract/openapi.ts`', async () => {
    expect(await readFile(new URL('openapi.json', import.meta.url), 'utf8')).toBe(openApiText());
  });

  test('every reference points to a schema that is there', () => {
    const { schemas } = openApiDocument().components;
    const references = [...openApiText().matchAll(/"\$ref": "#\/components\/schemas\/(\w+)"/g)].map(
      ([, name]) => name!,
    );
    expect(references.length).toBeGreaterThan(10);
    for (const name of references) expect(Object.keys(schemas)).toContain(name);
  });

  test('every route is described, each with its parts of the path', () => {
    const { paths } = openApiDocument();
    for (const { path, method, params } of API_ROUTES) {
      expect(paths[path]?.[method]).toBeDefined();
      expect([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)).toEqual(Object.keys(params));
    }
  });
});
