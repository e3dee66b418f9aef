/** Whether a unit file lies where packages put theirs: what is optional there is so on purpose. */
export function isOfPackage(path: string): boolean {
  return /^(?:\/usr)?\/lib\//.test(path);
}
