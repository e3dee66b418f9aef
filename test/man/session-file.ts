/** Where the text of a session is kept. */
export function sessionFile(name: string): string {
  return `fixtures/sessions/${name}.txt`;
}

/** The command lines that are typed in a session, without the prompt. */
export function typedIn(text: string): readonly string[] {
  return [...text.matchAll(/^# (.*)$/gm)].map(([, command = '']) => command);
}
