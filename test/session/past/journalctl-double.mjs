// Stands for journalctl in tests: node journalctl-double.mjs EXPORT-FILE [journalctl's options and matches]. It understands what whyalive asks
// and answers with entries that a real journalctl printed in the lab. Text fields only.
import { readFileSync } from 'node:fs';

const [file, ...given] = process.argv.slice(2);
const option = (name) => given.find((one) => one.startsWith(`--${name}=`))?.slice(name.length + 3);
const usec = (text) => (text === undefined ? undefined : BigInt(text.slice(1).replace('.', '')));
const since = usec(option('since'));
const until = usec(option('until'));

const conjunctions = given
  .filter((one) => !one.startsWith('--'))
  .join('\n')
  .split('\n+\n')
  .map((group) => group.split('\n').filter((match) => match !== ''));

const found = readFileSync(file, 'utf8')
  .split('\n\n')
  .filter((entry) => entry !== '')
  .map((entry) => entry.split('\n'))
  .filter((lines) => {
    const time = BigInt(lines.find((line) => line.startsWith('__REALTIME_TIMESTAMP='))?.slice(21) ?? '0');
    if ((since !== undefined && time < since) || (until !== undefined && time > until)) return false;
    return conjunctions.some((matches) =>
      matches.every((match) => matches.some((other) => isOfField(other, match) && lines.includes(other))),
    );
  });

/** Several values of one field are alternatives. */
function isOfField(other, match) {
  return other.slice(0, other.indexOf('=')) === match.slice(0, match.indexOf('='));
}

if (given.includes('--reverse')) found.reverse();
const lines = option('lines');
for (const entry of lines === undefined ? found : found.slice(0, Number(lines))) process.stdout.write(`${entry.join('\n')}\n\n`);
