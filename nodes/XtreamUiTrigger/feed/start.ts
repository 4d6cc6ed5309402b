import { randomUUID } from 'node:crypto';
import { sleep, type IRun, type ITriggerFunctions, type ITriggerResponse } from 'n8n-workflow';
import { connectDaemon, nodeError } from '../../shared';
import { FeedClient, type LeasedEvent } from './feedClient';
import { FeedReader, isLasting, type Outcome } from './feedReader';
import { eventItem } from './item';
import { outcomeOf, outcomeOfRejection } from './outcome';
import type { TriggerSettings } from './settings';

/**
 * Registers the feed and starts reading it.
 *
 * A person who activates the workflow is told at once what is wrong. When n8n starts, the daemon may start later: then the reader waits for it
 * instead of leaving it to n8n, whose pauses between activations grow to hours.
 *
 * @throws NodeApiError when the feed cannot be registered
 */
export async function startReading(context: ITriggerFunctions, settings: TriggerSettings): Promise<ITriggerResponse> {
  const { logger } = context;
  const node = context.getNode();
  const where = { workflowId: context.getWorkflow().id, nodeName: node.name };
  const client = new FeedClient(await connectDaemon(context), settings, randomUUID());
  const activation = context.getActivationMode();
  try {
    if (settings.skipInactive && activation === 'activate') await client.forget();
    await client.register();
  } catch (error) {
    if (isLasting(error) || (activation !== 'init' && activation !== 'leadershipChange')) throw nodeError(node, error);
    logger.warn(`${(error as Error).message} The trigger goes on trying.`, where);
  }
  const reader = new FeedReader(
    {
      client,
      run: async (leased) => await run(context, settings, leased),
      sleep,
      warn: (message) => logger.warn(`${message} The trigger goes on trying.`, where),
      info: (message) => logger.info(message, where),
      fail: (error) => context.emitError(nodeError(node, error)),
    },
    settings,
  );
  void reader.read();
  return { closeFunction: async () => reader.close() };
}

/**
 * Starts one execution for one event. The key makes n8n create at most one execution for each attempt; it is the attempt that makes a redelivery
 * another execution, because n8n keeps the key of one that failed. Attempts are counted anew in each round of the feed.
 */
async function run(context: ITriggerFunctions, settings: TriggerSettings, leased: LeasedEvent): Promise<Outcome> {
  const { event, attempt, round } = leased;
  const ended = context.helpers.createDeferredPromise<IRun>();
  const key = `${String(context.getWorkflow().id)}:${context.getNode().id}:${event.id}:${round === 0 ? '' : `r${String(round)}`}a${String(attempt)}`;
  context.emit([[eventItem(event, attempt)]], undefined, ended, key);
  try {
    return outcomeOf(await ended.promise, settings.retryFailed);
  } catch (error) {
    return outcomeOfRejection(error, settings.retryFailed);
  }
}
