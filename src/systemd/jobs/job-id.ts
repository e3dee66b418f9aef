const LARGEST = 0xffff_ffff;

/** The id of a job, which systemd counts in 32 bits from one (Manager.current_job_id); undefined for what is none. */
export function asJobId(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value > 0 && value <= LARGEST ? value : undefined;
}
