import type { Renderer } from './renderer.ts';

/** Being written. */
export const renderDot: Renderer = ({ starts }) => `${String(starts.length)}\n`;
