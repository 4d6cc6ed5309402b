import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { CustomerView } from '../../billing/customers';
import { answers, count, describing, typed } from '../schemas';
import type { Services } from '../services';
import { paymentView, subscriptionView } from './subscriptions';

/** Who pays. */

const tags = ['customers'];

const customerView = describing<CustomerView>(
  z
    .looseObject({
      id: z.string().describe('`cus_…`'),
      email: z.string().nullable(),
      name: z.string().nullable(),
      phone: z.string().nullable(),
      country: z.string().nullable(),
      language: z.string().nullable(),
      links: z.record(z.string(), z.string()).describe('Ids at other systems, e.g. `hubspot`'),
    })
    .meta({ id: 'Customer' }),
);

const things = z.array(describing<object>(z.looseObject({})));

const wholeCustomer = customerView.and(
  z.looseObject({
    subscriptions: z.array(subscriptionView),
    payments: z.array(paymentView),
    lines: things.describe('As the snapshot has them; without passwords'),
    devices: things,
    connections: things.describe('Open ones'),
    history: things.describe('What happened to the lines, newest first'),
    tickets: things,
    attention: things,
  }),
);

const params = z.object({ customer: z.string() });
const text = z.string().max(1000).nullable().optional();
const system = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,62}$/, 'use lower-case letters, digits, "-" and "_" only (at most 63)');

export function customerRoutes(server: FastifyInstance, { billing }: Services): void {
  const api = typed(server);
  const { customers } = billing;

  api.get(
    '/v1/customers',
    {
      schema: {
        operationId: 'listCustomers',
        summary: 'Customers by id, over all providers',
        tags,
        querystring: z.strictObject({
          search: z.string().optional().describe('In e-mail, name and phone'),
          after: z.string().optional().describe('`next` of the page before'),
          limit: count(1, 500).default(100),
        }),
        response: answers({ 200: z.looseObject({ customers: z.array(customerView), next: z.string().nullable() }) }),
      },
    },
    async ({ query: { search, after, limit } }) =>
      customers.list({
        limit,
        ...(search === undefined || search === '' ? {} : { search }),
        ...(after === undefined || after === '' ? {} : { after }),
      }),
  );

  api.get(
    '/v1/customers/:customer',
    {
      schema: {
        operationId: 'getCustomer',
        summary: 'All there is of a customer',
        description:
          'Subscriptions, payments, lines as they are now, devices, open connections, what happened to the lines, and tickets of their owners.',
        tags,
        params,
        response: answers({ 200: wholeCustomer }),
      },
    },
    async (request) => ({ ...(await billing.overview.of(request.params.customer)) }),
  );

  api.get(
    '/v1/customers/by/:system/:externalId',
    {
      schema: {
        operationId: 'getCustomerByLink',
        summary: 'The customer with this id in another system',
        tags,
        params: z.object({ system, externalId: z.string() }),
        response: answers({ 200: customerView }),
      },
    },
    async ({ params: { system: name, externalId } }) => customers.linked(name, externalId),
  );

  api.put(
    '/v1/customers/:customer',
    {
      schema: {
        operationId: 'putCustomer',
        summary: 'Changes what is known of a customer; what is left out stays',
        tags,
        params,
        body: z.strictObject({ email: text, name: text, phone: text, country: text, language: text }),
        response: answers({ 200: customerView }),
      },
    },
    async ({
      params: { customer },
      body: { email = null, name = null, phone = null, country = null, language = null },
    }) => {
      await billing.subscriptions.tellCustomer(customer, { email, name, phone, country, language });
      return customers.get(customer);
    },
  );

  api.put(
    '/v1/customers/:customer/links/:system',
    {
      schema: {
        operationId: 'putCustomerLink',
        summary: 'Keeps the id that a customer has in another system',
        tags,
        params: z.object({ customer: z.string(), system }),
        body: z.strictObject({ id: z.string().min(1).max(255) }),
        response: answers({ 200: customerView }),
      },
    },
    async ({ params: { customer, system: name }, body: { id } }) => customers.link(customer, name, id),
  );

  api.delete(
    '/v1/customers/:customer/links/:system',
    {
      schema: {
        operationId: 'deleteCustomerLink',
        summary: 'Forgets the id that a customer has in another system',
        tags,
        params: z.object({ customer: z.string(), system }),
        response: answers({ 204: z.undefined() }),
      },
    },
    async ({ params: { customer, system: name } }, reply) => {
      await customers.unlink(customer, name);
      return reply.code(204).send(undefined);
    },
  );
}
