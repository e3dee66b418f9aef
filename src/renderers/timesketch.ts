import type { Renderer } from './renderer.ts';

/** Being written. */
export const renderTimesketch: Renderer = ({ starts }) => `${String(starts.length)}\n`;
