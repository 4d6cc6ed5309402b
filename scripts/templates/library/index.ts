import type { Template } from '..';
import { eventsToRabbitMq } from './events-to-rabbitmq';

/** Every template that is written with the builder, by file name. */
export const library: readonly Template[] = [eventsToRabbitMq];
