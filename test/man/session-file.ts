/** Where the text of a session is kept. */
export function sessionFile(name: string): string {
  return `fixtures/sessions/${name}.txt`;
}

/** A command line as it was typed, without the prompt, and what was shown below it. */
export interface Step {
  readonly command: string;
  readonly shown: string;
}

/** The steps of a session. */
export function stepsOf(text: string): readonly Step[] {
  return text
    .split(/^# /m)
    .slice(1)
    .map((step) => {
      const end = step.indexOf('\n');
      return { command: step.slice(0, end), shown: step.slice(end + 1) };
    });
}

/** The other way round. */
export function textOfSteps(steps: readonly Step[]): string {
  return steps.map(({ command, shown }) => `# ${command}\n${shown}`).join('');
}
