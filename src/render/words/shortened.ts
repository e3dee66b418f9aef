/** At most so many characters, with a mark where more was. */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  const characters = [...text.slice(0, most * 2)];
  return characters.length <= most && text.length <= most * 2 ? text : `${characters.slice(0, most - 1).join('')}…`;
}
