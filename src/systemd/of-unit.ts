/** Whether something of `unit` belongs to what was asked for: the unit itself, or any instance of a template. */
export function isOf(unit: string, asked: string): boolean {
  return unit === asked || (isTemplate(asked) && instancePattern(asked).test(unit));
}

/** Whether a name is a template's: `getty@.service`. */
export function isTemplate(name: string): boolean {
  return /@\.[a-z]+$/.test(name);
}

function instancePattern(template: string): RegExp {
  const [prefix = '', type = ''] = template.split(/(?<=@)(?=\.[a-z]+$)/);
  return new RegExp(`^${prefix.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}.+\\${type}$`, 's');
}
