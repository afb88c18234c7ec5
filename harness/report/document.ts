/**
 * A page that is one self-contained HTML file. It makes no request: its content policy forbids every one, and lets only the
 * one script run whose hash it names.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Html, html, trusted } from './html.ts';

const browserFile = (name: string): string =>
  readFileSync(new URL(`browser/${name}`, import.meta.url), 'utf8');

/** In the order of the cascade. */
const STYLES = [
  ...['ink', 'page', 'tables', 'keys', 'fates'],
  ...['summary', 'timeline', 'plot', 'stories', 'evidence', 'print'],
];

export function htmlDocument(parts: {
  title: string;
  /** Ids of sections, and how the head of the page calls them. */
  chapters: readonly (readonly [string, string])[];
  body: Html;
  foot: Html;
}): string {
  const style = STYLES.map((name) => browserFile(`${name}.css`)).join('\n');
  const script = browserFile('page.js');
  const hash = createHash('sha256').update(script).digest('base64');
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hash}'; img-src data:; base-uri 'none'; form-action 'none'`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${parts.title}</title>
<link rel="icon" href="data:,">
<style>${trusted(style)}</style>
</head>
<body>
<a class="skip" href="#summary">Skip to the report</a>
<header class="top"><div>
  <p class="brand">Two Kitchens</p>
  <nav aria-label="Chapters">${parts.chapters.map(([id, title]) => html`<a href="#${id}">${title}</a>`)}</nav>
  <p class="switches"><button type="button" id="type-size" aria-pressed="false">Larger type</button> <button type="button" id="theme">Dark or light</button></p>
</div></header>
<main>${parts.body}</main>
<footer><p>${parts.foot}</p></footer>
<script>${trusted(script)}</script>
</body>
</html>
`.text;
}
