/**
 * The only place where text becomes HTML. Whatever is put into an `html` template is escaped, so that a product name
 * with `<script>` in it stays text; only what another template made, or what is explicitly trusted, goes in as it is.
 */

class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type { Html };
export type Content = string | number | Html | null | readonly Content[];

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escapeText = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character]!);

function render(content: Content): string {
  if (content === null) return '';
  if (content instanceof Html) return content.text;
  if (typeof content === 'object') return content.map(render).join('');
  return escapeText(String(content));
}

/** Attribute values must stand in double quotes in the template. */
export function html(strings: TemplateStringsArray, ...values: Content[]): Html {
  return new Html(strings.reduce((text, part, index) => text + render(values[index - 1] ?? null) + part));
}

/** For text of our own making that must not be escaped: the style sheet and the page's script. Never for data. */
export const trusted = (text: string): Html => new Html(text);

/** Data for the page's script. `<` is written as its escape, so that no text can close the block. */
export const jsonBlock = (id: string, data: unknown): Html =>
  html`<script type="application/json" id="${id}">${trusted(JSON.stringify(data).replaceAll('<', '\\u003c'))}</script>`;
