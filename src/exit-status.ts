/** The program's exit statuses. */
export const EXIT_STATUS = {
  answered: 0,
  failure: 1,
  usage: 2,
  unexplained: 3,
  noSuchUnit: 4,
} as const;

export type ExitStatus = (typeof EXIT_STATUS)[keyof typeof EXIT_STATUS];
