import type { Renderer } from './renderer.ts';

/** Being written. */
export const renderOtlp: Renderer = ({ starts }) => `${String(starts.length)}\n`;
