import type { Template } from '..';
import { eventsToElasticsearch } from './events-to-elasticsearch';
import { eventsToKafka } from './events-to-kafka';
import { eventsToRabbitMq } from './events-to-rabbitmq';
import { tellWhenAWorkflowFails } from './tell-when-a-workflow-fails';

/** Every template that is written with the builder, by file name. */
export const library: readonly Template[] = [
  eventsToElasticsearch,
  eventsToKafka,
  eventsToRabbitMq,
  tellWhenAWorkflowFails,
];
