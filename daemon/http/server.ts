import swagger from '@fastify/swagger';
import fastify, { LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import {
  jsonSchemaTransform,
  jsonSchemaTransformObject,
  serializerCompiler,
  validatorCompiler,
} from 'fastify-type-provider-zod';
import { dashboardRoutes } from '../dashboard';
import { requireToken } from './auth';
import { observeRequests } from './observe';
import { answerClientError, answerError, answerUnknownRoute, malformed } from './problems';
import { attentionRoutes } from './routes/attention';
import { commandRoutes } from './routes/commands';
import { dunningPolicyRoutes } from './routes/dunningPolicies';
import { customerRoutes } from './routes/customers';
import { endpointRoutes } from './routes/endpoints';
import { erasureRoutes } from './routes/erasures';
import { eventRoutes } from './routes/events';
import { eventTypeRoutes } from './routes/eventTypes';
import { exchangeRateRoutes } from './routes/exchangeRates';
import { feedRoutes } from './routes/feeds';
import { healthRoutes } from './routes/health';
import { inboxCountRoutes, inboxMessageRoutes, inboxRoutes } from './routes/inbox';
import { matchRoutes } from './routes/matches';
import { metricsRoutes } from './routes/metrics';
import { operationRoutes } from './routes/operations';
import { panelRoutes } from './routes/panels';
import { panelWebhookRoutes } from './routes/panelWebhooks';
import { planRoutes } from './routes/plans';
import { prorationRoutes } from './routes/proration';
import { queryRoutes } from './routes/queries';
import { reconciliationRoutes } from './routes/reconciliations';
import { relayRoutes } from './routes/relays';
import { replicaRoutes } from './routes/replicas';
import { reportRoutes } from './routes/reports';
import { ruleRoutes } from './routes/rules';
import { subscriptionRoutes } from './routes/subscriptions';
import type { Services } from './services';
import { Waiting } from './waiting';

const bodyLimit = 1024 * 1024;

/** Keys of commands are up to 255 characters, each of up to 12 when percent-encoded. */
const maxParamLength = 255 * 12;

/**
 * The daemon's HTTP API, as docs/http-api.md says. Not listening yet.
 *
 * Closing it ends requests that wait (they answer with what there is) and lets the others finish.
 */
export function createServer(services: Services): FastifyInstance {
  const loggerInstance: FastifyBaseLogger = services.logger;
  const server = fastify({
    loggerInstance,
    bodyLimit,
    routerOptions: { maxParamLength },
    // A HEAD on the events of a feed would lease them and show them to nobody.
    exposeHeadRoutes: false,
    logController: new LogController({ disableRequestLogging: true }),
    return503OnClosing: false,
    clientErrorHandler: answerClientError,
    frameworkErrors: (error, request, reply) => void answerError(error, request, reply),
  });
  server.setValidatorCompiler((route: Parameters<typeof validatorCompiler>[0]) => {
    const validate = validatorCompiler(route);
    // Fastify shows a body that is not there as null, which zod would take for a wrong one.
    return (data: unknown) => validate(data ?? undefined);
  });
  server.setSerializerCompiler(serializerCompiler);
  server.setErrorHandler(answerError);
  server.setNotFoundHandler(answerUnknownRoute);
  readJson(server);
  observeRequests(server, services.observer);
  server.addHook('onSend', async (_request, reply) => void reply.header('cache-control', 'no-store'));
  server.addHook('onResponse', async (request, reply) => {
    const { method, routeOptions } = request;
    const milliseconds = Math.round(reply.elapsedTime);
    request.log.debug({ method, route: routeOptions.url, status: reply.statusCode, milliseconds }, 'Answered');
  });
  const waiting = new Waiting(server);
  void server.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'xtream-ui-sync',
        description: 'Watches Xtream-family panels, carries out commands once in effect, and serves events.',
        version: services.version,
      },
      components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
      security: [{ token: [] }],
    },
    transform: jsonSchemaTransform,
    transformObject: (document) => withoutUnused(jsonSchemaTransformObject(document) as OpenApi),
  });
  void server.register(async (scope) => {
    healthRoutes(scope, services, waiting);
    metricsRoutes(scope, services);
    inboxRoutes(scope, services);
    panelWebhookRoutes(scope, services);
    dashboardRoutes(scope);
    scope.get('/openapi.json', { schema: { hide: true } }, () => server.swagger());
  });
  void server.register(async (scope) => {
    scope.addHook('onRequest', requireToken(services.token));
    panelRoutes(scope, services);
    replicaRoutes(scope, services);
    operationRoutes(scope);
    queryRoutes(scope, services);
    commandRoutes(scope, services, waiting);
    feedRoutes(scope, services, waiting);
    endpointRoutes(scope, services);
    relayRoutes(scope, services);
    ruleRoutes(scope, services);
    subscriptionRoutes(scope, services);
    customerRoutes(scope, services);
    attentionRoutes(scope, services);
    planRoutes(scope, services);
    reportRoutes(scope, services);
    prorationRoutes(scope, services);
    dunningPolicyRoutes(scope, services);
    exchangeRateRoutes(scope, services);
    matchRoutes(scope, services);
    reconciliationRoutes(scope, services);
    eventRoutes(scope, services);
    erasureRoutes(scope, services);
    eventTypeRoutes(scope);
    inboxCountRoutes(scope, services);
    inboxMessageRoutes(scope, services);
  });
  return server;
}

interface OpenApi {
  components?: { schemas?: Record<string, object> };
}

/** The type provider describes each named schema twice, as taken and as given; most are only given. */
function withoutUnused<T extends OpenApi>(document: T): T {
  const { schemas = {}, ...components } = document.components ?? {};
  const text = JSON.stringify(document);
  const used = Object.entries(schemas).filter(([name]) => text.includes(`"#/components/schemas/${name}"`));
  return { ...document, components: { ...components, schemas: Object.fromEntries(used) } };
}

/** Bodies are JSON, whatever their content type says: tools that name another, or none, would learn nothing from a refusal. */
function readJson(server: FastifyInstance): void {
  const parse = server.getDefaultJsonParser('error', 'error');
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined);
    else {
      void parse(request, body as string, (error, parsed: unknown) => {
        if (error === null && isNestedDeeper(parsed, deepestBody)) done(malformed('The body is nested too deeply.'));
        else done(error, parsed);
      });
    }
  });
}

/** Levels of lists and objects in a body. What goes deeper means nothing here and would end in a stack overflow. */
const deepestBody = 32;

function isNestedDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((part) => isNestedDeeper(part, levels - 1));
}
