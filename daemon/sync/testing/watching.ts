import { once } from 'node:events';
import { pino } from 'pino';
import { AllDuties } from '../../duties';
import type { HeldPanel, PanelWork } from '../contract';
import type { WatchedPanels } from '../panels';

/** Nothing beside the passes. */
const nothing: PanelWork = async (panel: HeldPanel, begun) => {
  begun();
  if (!panel.signal.aborted) await once(panel.signal, 'abort');
};

/** Has the duties of panels done here, each from the first pass on that is asked of it, which is the first pass there is. */
export class Watching {
  private readonly duties = new AllDuties(pino({ level: 'silent' }));

  constructor(private readonly panels: WatchedPanels) {
    this.duties.start();
  }

  async pass(panel = 'main'): Promise<void> {
    const ended = this.panels.pass(panel);
    const duty = this.panels.duties(nothing).find(({ name }) => name === `panel:${panel}`);
    if (duty !== undefined && !this.duties.has(duty.name)) {
      // Once it is asked for, one pass is enough for both.
      await this.panels.views();
      this.duties.add(duty);
    }
    await ended;
  }

  async stop(): Promise<void> {
    await this.duties.stop();
    await this.panels.stop();
  }
}
