import { bootLab } from './lab.ts';

// For the test of the clean-up: boots a lab, says so, and then fails, or waits to be ended.
const lab = await bootLab({ root: '/', name: 'hold' });
process.stdout.write(`up ${lab.pid}\n`);
if (process.argv.includes('fail')) throw new Error('fails on purpose');
setInterval(() => undefined, 1000);
