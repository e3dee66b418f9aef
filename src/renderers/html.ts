import type { Renderer } from './renderer.ts';

/** Being written. */
export const renderHtml: Renderer = ({ starts }) => `${String(starts.length)}\n`;
