import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

/** What the processes of a group use, from Linux's /proc. */

/** Begins the peak of each process anew, from what it holds now. */
export function forgetPeak(group: number): void {
  for (const { pid } of processesOf(group)) {
    ifThere(() => {
      writeFileSync(`/proc/${pid}/clear_refs`, '5');
    });
  }
}

/** The largest resident sets since `forgetPeak`, or since the start, added up. MiB. */
export function peakMiB(group: number): number {
  const kib = processesOf(group).map(({ pid }) => {
    const status = ifThere(() => readFileSync(`/proc/${pid}/status`, 'utf8')) ?? '';
    return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0);
  });
  return Math.round(kib.reduce((sum, one) => sum + one, 0) / 1024);
}

/** Processor time since they were started. Seconds. */
export function cpuSeconds(group: number): number {
  return processesOf(group).reduce((sum, { cpuTicks }) => sum + cpuTicks, 0) / ticksPerSecond;
}

/** USER_HZ, which is 100 on every Linux Node runs on. */
const ticksPerSecond = 100;

function processesOf(group: number): Array<{ pid: string; cpuTicks: number }> {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      const stat = ifThere(() => readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? '';
      // After the name, which stands in brackets and may hold anything: see proc_pid_stat(5), from its third field on.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return fields[2] === String(group) ? [{ pid, cpuTicks: Number(fields[11]) + Number(fields[12]) }] : [];
    });
}

/** Undefined when the process has ended meanwhile. */
function ifThere<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}
