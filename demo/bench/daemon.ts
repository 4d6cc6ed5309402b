import { startDaemonProcess, type DaemonProcess } from '../stack';
import type { DemoPanel } from '../panel';
import { lookWithinMs, type Look, type Side } from './side';

interface Event {
  subject: string | null;
  sequence: number;
}

/**
 * The daemon as its own process, with SQLite. It is asked for each pass, is not held to a number of requests per second, and looks at nothing but lines,
 * as the workflow beside it.
 */
export class DaemonSide implements Side {
  readonly bench = 'daemon-pass';
  private daemon: DaemonProcess | undefined;
  private passes = { count: 0, seconds: 0 };
  private after = 0;

  constructor(
    private readonly folder: string,
    private readonly panel: DemoPanel,
  ) {}

  get pid(): number | undefined {
    return this.daemon?.pid;
  }

  /** The first pass begins with the daemon; its seconds are the pass's own, as of every other. */
  async look(): Promise<Look> {
    if (this.daemon) await this.daemon.call('POST', '/v1/panels/main/pass');
    else this.daemon = await this.start();
    const before = this.passes;
    for (const deadline = Date.now() + lookWithinMs; this.passes.count === before.count;) {
      if (Date.now() > deadline) throw new Error(`The daemon’s pass did not end. Its output is in ${this.daemon.log}.`);
      await new Promise((resolve) => setTimeout(resolve, 250));
      this.passes = await passesOf(this.daemon);
    }
    return { seconds: this.passes.seconds - before.seconds, told: await this.told(this.daemon) };
  }

  async stop(): Promise<void> {
    await this.daemon?.stop();
  }

  private start(): Promise<DaemonProcess> {
    const { url, apiKey } = this.panel;
    const parts = ['connections', 'streams', 'servers', 'resellers', 'tickets', 'devices', 'details'];
    const watch = `watch: { ${parts.map((part) => `${part}: off`).join(', ')} }`;
    const settings = ['limits: { requestsPerSecond: 1000 }', watch];
    return startDaemonProcess({
      folder: this.folder,
      panels: [{ name: 'main', url, apiKey, settings }],
      pollSeconds: 86_400,
    });
  }

  /** Lines the events since the last time are about. */
  private async told(daemon: DaemonProcess): Promise<Set<number>> {
    const told = new Set<number>();
    for (;;) {
      const path = `/v1/events?panel=main&limit=1000&after=${String(this.after)}`;
      const { events, next } = await daemon.call<{ events: Event[]; next: number }>('GET', path);
      for (const { subject } of events) if (subject?.startsWith('line:main/')) told.add(Number(subject.slice(10)));
      if (next === this.after) return told;
      this.after = next;
    }
  }
}

/** Passes that went well, from the daemon's own metric. */
async function passesOf(daemon: DaemonProcess): Promise<{ count: number; seconds: number }> {
  const text = await (await fetch(`${daemon.url}/metrics`)).text();
  const figure = (name: string): number => {
    const line = text.split('\n').find((one) => one.startsWith(`${name}{`) && one.includes('outcome="ok"'));
    return Number(line?.split(' ').at(-1) ?? 0);
  };
  return {
    count: figure('xtream_ui_pass_duration_seconds_count'),
    seconds: figure('xtream_ui_pass_duration_seconds_sum'),
  };
}
