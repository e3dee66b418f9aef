import MarkdownIt, { type Token } from 'markdown-it';

/** CommonMark with tables, strikethrough, raw HTML and links made of bare addresses, as GitHub and GitLab read it. */
const PARSER = new MarkdownIt({ html: true, linkify: true });

/** All tokens, those within lines as well, in the order in which they stand. */
export function tokensOf(markdown: string): readonly Token[] {
  return PARSER.parse(markdown, {}).flatMap((token) => [token, ...(token.children ?? [])]);
}

/** The order of headings, lists, tables, rows, cells, fences and emphasis, without what stands in them. */
export function structureOf(markdown: string): readonly string[] {
  return tokensOf(markdown)
    .filter(({ type }) => !['text', 'code_inline', 'inline'].includes(type))
    .map(({ type, tag, info }) => `${type} ${tag} ${info}`);
}

/** What stands outside of code and fences, where a host of Markdown looks for mentions, issues, emoji and entities. */
export function proseOf(markdown: string): readonly string[] {
  return tokensOf(markdown)
    .filter(({ type }) => type === 'text')
    .map(({ content }) => content);
}

/** What a reader sees of a line. */
export function seen(markdown: string): string {
  return tokensOf(markdown)
    .filter(({ type }) => type === 'text' || type === 'code_inline')
    .map(({ content }) => content)
    .join('');
}
