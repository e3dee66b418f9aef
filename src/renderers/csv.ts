import type { Renderer } from './renderer.ts';

/** Being written. */
export const renderCsv: Renderer = ({ starts }) => `${String(starts.length)}\n`;
