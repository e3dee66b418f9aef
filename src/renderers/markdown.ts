import type { Renderer } from './renderer.ts';

/** Being written. */
export const renderMarkdown: Renderer = ({ starts }) => `${String(starts.length)}\n`;
