import { sampleEvent, type EventType } from '../../panel';
import { expression, first, inText, setting, type Bilingual } from './expressions';
import { step, tries, type Step } from './step';

/** The nodes templates are made of, as every template has them. */

type Row = [name: string, value: string | number | boolean];

const typeOf = (value: string | number | boolean): string => typeof value;

function assignments(rows: readonly Row[]): object {
  return { assignments: rows.map(([name, value]) => ({ id: '', name, value, type: typeOf(value) })) };
}

/** Rows every template's Settings may begin with. */
export const rows = {
  company: ['company', 'Cedar TV'],
  senderEmail: ['senderEmail', 'Cedar TV <tv@example.com>'],
  operatorEmail: ['operatorEmail', 'operator@example.com'],
  smsSender: ['smsSender', '+15005550006'],
  portalUrl: ['portalUrl', 'https://my.example.com'],
  slackChannel: ['slackChannel', 'operations'],
  defaultLanguage: ['defaultLanguage', 'en'],
  arabicCountries: ['arabicCountries', 'AE,BH,DZ,EG,IQ,JO,KW,LB,LY,MA,MR,OM,PS,QA,SA,SD,SY,TN,YE'],
} as const satisfies Record<string, Row>;

/** The node **Settings**: what an operator fills in. `keep`: the incoming fields go on with it. */
export function settings(list: readonly Row[], { keep = false } = {}): Step {
  return fields('Settings', list, { keep });
}

/** An Edit Fields node. Values are texts, numbers or truth values; a text that begins with `=` is an expression. */
export function fields(name: string, list: readonly Row[], { keep = false } = {}): Step {
  return step('n8n-nodes-base.set', name, {
    assignments: assignments(list),
    ...(keep ? { includeOtherFields: true } : {}),
    options: {},
  });
}

/** An Edit Fields node whose rows are expressions of the named types. @param list name → [type, code] */
export function values(
  name: string,
  list: Record<string, [type: 'string' | 'number' | 'boolean' | 'array' | 'object', code: string]>,
  { keep = false } = {},
): Step {
  const written = Object.entries(list).map(([field, [type, code]]) => ({
    ...{ id: '', name: field, value: expression(code), type },
  }));
  return step('n8n-nodes-base.set', name, {
    assignments: { assignments: written },
    ...(keep ? { includeOtherFields: true } : {}),
    options: {},
  });
}

export interface TriggerOptions {
  /** JSONata over the event. */
  filter?: string;
  panels?: string[];
  /** @default 10 */
  maxAttempts?: number;
  /** Laid over the sample's data, part by part. */
  sample?: { panel?: string; subject?: string; time?: string; idempotencyKey?: string; data?: Record<string, object> };
}

/** The Xtream UI Trigger, with the catalogue's sample of its first event pinned. */
export function onEvent(
  name: string,
  events: readonly EventType[] | ['*'],
  { filter, panels, maxAttempts = 10, sample = {} }: TriggerOptions = {},
): Step {
  const [type = 'line.renewed'] = events.filter((each): each is EventType => each !== '*');
  const { data: changes = {}, idempotencyKey, ...rest } = sample;
  const event = sampleEvent(type);
  const data = Object.fromEntries(
    Object.entries({ ...event.data, ...changes }).map(([part, value]) => [
      part,
      typeof value === 'object' && !Array.isArray(value)
        ? { ...((event.data as Record<string, object>)[part] ?? {}), ...(value as object) }
        : value,
    ]),
  );
  const { action, billing } = data as { action?: { key?: string }; billing?: { key?: string | null } };
  const key = action?.key ?? billing?.key ?? event.id;
  return {
    ...step('n8n-nodes-xtream-ui.xtreamUiTrigger', name, {
      events: [...events],
      ...(panels === undefined ? {} : { panels }),
      ...(filter === undefined ? {} : { filter }),
      options: { maxAttempts },
    }),
    sample: [{ ...event, ...rest, data, idempotencyKey: idempotencyKey ?? key, attempt: 1 }],
  };
}

type Operator = { type: string; operation: string; singleValue?: true };
export type Condition = { left: string; operator: Operator; right?: string | number | boolean };

const unary =
  (operation: string, type = 'string') =>
  (code: string): Condition => ({
    ...{ left: code, operator: { type, operation, singleValue: true } },
  });
const binary =
  (operation: string, type: string) =>
  (code: string, right: string | number): Condition => ({
    ...{ left: code, operator: { type, operation }, right },
  });

/** Conditions of questions and switches; the first argument is the code of an expression. */
export const is = {
  filled: unary('notEmpty'),
  empty: unary('empty'),
  true: unary('true', 'boolean'),
  false: unary('false', 'boolean'),
  text: binary('equals', 'string'),
  notText: binary('notEquals', 'string'),
  number: binary('equals', 'number'),
  above: binary('gt', 'number'),
  atLeast: binary('gte', 'number'),
  below: binary('lt', 'number'),
  atMost: binary('lte', 'number'),
};

function conditions(list: readonly Condition[], combinator: 'and' | 'or'): object {
  return {
    options: { caseSensitive: true, leftValue: '', typeValidation: 'strict', version: 3 },
    conditions: list.map(({ left, operator, right = '' }) => ({
      ...{ id: '', leftValue: expression(left), rightValue: right, operator },
    })),
    combinator,
  };
}

/** An If node: output 0 when true, 1 when false. */
export function question(name: string, list: readonly Condition[], combinator: 'and' | 'or' = 'and'): Step {
  return step('n8n-nodes-base.if', name, { conditions: conditions(list, combinator), options: {} });
}

/** A Filter node: lets pass what meets the conditions. */
export function onlyIf(name: string, list: readonly Condition[], combinator: 'and' | 'or' = 'and'): Step {
  return step('n8n-nodes-base.filter', name, { conditions: conditions(list, combinator), options: {} });
}

/** A Switch node: one output for each way, then one for everything else. */
export function ways(
  name: string,
  list: ReadonlyArray<{ label: string; when: readonly Condition[] }>,
  otherwise: string,
): Step {
  return step('n8n-nodes-base.switch', name, {
    rules: {
      values: list.map(({ label, when }) => ({
        conditions: conditions(when, 'and'),
        renameOutput: true,
        outputKey: label,
      })),
    },
    options: { fallbackOutput: 'extra', renameFallbackOutput: otherwise },
  });
}

/** The end of a way on which nothing is to be done; its name says so. */
export function done(name: string): Step {
  return step('n8n-nodes-base.noOp', name);
}

/**
 * Whom an event is about, in words: the customer's address or id, the line, the subscription.
 * @param trigger name of the Xtream UI Trigger
 */
export function whoIn(trigger: string): string {
  const data = first(trigger, 'data');
  const line = `${data}.line?.username`;
  const customer = `${data}.billing?.customer`;
  return `[${customer}?.email ?? ${customer}?.id, ${line} ? 'line ' + ${line} : ''].filter((part) => part).join(', ') || ${first(trigger, 'subject')}`;
}

/**
 * A red node after error outputs: it names the step that did not work, for whom, the payment or event and the attempt, which the error workflow reads.
 * @param who a text with `{{ }}`; @default whoIn(trigger)
 */
export function stop(name: string, { trigger, who }: { trigger: string | null; who?: string }): Step {
  const whom = who ?? (trigger === null ? 'this run' : inText(whoIn(trigger)));
  const which =
    trigger === null
      ? ''
      : ` (${inText(first(trigger, 'idempotencyKey'))}, attempt ${inText(first(trigger, 'attempt'))})`;
  return stopWith(name, `"${inText(failedStep)}" did not work for ${whom}${which}: ${inText(reason)}`);
}

/** A red node with words of its own. */
export function stopWith(name: string, message: string): Step {
  return step('n8n-nodes-base.stopAndError', name, { errorMessage: `=${message}` });
}

/**
 * For nodes that throw even where they have an error output: n8n then goes on at the regular one with what came in. Stands right after such a node.
 * @param code whether what came is the node's answer
 */
export function answered(step: Step, code: string): Step {
  return question(`${step.name} answered?`, [is.true(code)]);
}

/** The step that failed, also where a guard led here. */
export const failedStep = `$prevNode.name.replace(/ answered\\?$/, '')`;

/** What an error output says went wrong. */
export const reason = `$json.error?.message || $json.error || 'see this step in the run'`;

/** An operation of the Xtream UI node through the daemon. `line: lineById(code)` and the like pick what it is about. */
export function xtream(
  name: string,
  resource: string,
  operation: string,
  parameters: Record<string, unknown> = {},
): Step {
  return step('n8n-nodes-xtream-ui.xtreamUi', name, {
    ...{ authentication: 'daemon', resource, operation },
    ...parameters,
  });
}

/** A resource locator by id. @param code an expression's code */
export const byId = (code: string): object => ({ __rl: true, mode: 'id', value: expression(code) });

/** A resource locator by name: portable, since ids differ from one n8n or panel to the next. */
export const byName = (value: string): object => ({ __rl: true, mode: 'name', value });

/** Which of the daemon's panels an operation is for. @param code of its name */
export const onPanel = (code: string): object => ({ __rl: true, mode: 'name', value: expression(code) });

/** An SMS in the customer's language. Its error output must lead to `tellOperator`, never back to what was sent before. */
export function sms(name: string, { to, language, text }: { to: string; language: string; text: Bilingual }): Step {
  return step('n8n-nodes-base.twilio', name, {
    from: expression(setting('smsSender')),
    to: expression(to),
    message: expression(`${language} === 'ar' ? ${quoted(text.ar)} : ${quoted(text.en)}`),
    options: {},
  });
}

/** A text with `{{ }}` as a JavaScript expression: texts joined with code. */
export function quoted(text: string): string {
  const parts = text.split(/\{\{(.*?)\}\}/s).map((part, index) => {
    if (index % 2 === 1) return `(${part.trim()})`;
    return part === '' ? '' : `'${part.replace(/\\/g, '\\\\').replace(/'/g, "\\'").replace(/\n/g, '\\n')}'`;
  });
  const joined = parts.filter((part) => part !== '').join(' + ');
  return joined === '' ? "''" : joined;
}

/** A message to Slack's channel of Settings (`rows.slackChannel`), with a bot token. */
export function slack(name: string, text: string): Step {
  return step(
    'n8n-nodes-base.slack',
    name,
    {
      authentication: 'accessToken',
      select: 'channel',
      channelId: byName(expression(setting('slackChannel'))),
      text: `=${text}`,
      otherOptions: { includeLinkToWorkflow: false },
    },
    tries,
  );
}

/** A Data Table made when it is not there yet; rows follow the sample of columns. */
export function makeTable(name: string, table: string, columns: readonly string[]): Step {
  return step(
    'n8n-nodes-base.dataTable',
    name,
    {
      resource: 'table',
      operation: 'create',
      tableName: table,
      columns: { column: columns.map((column) => ({ name: column })) },
      options: { createIfNotExists: true },
    },
    tries,
  );
}

const tableColumns = (row: Record<string, string>, matching: readonly string[] = []): object => ({
  mappingMode: 'defineBelow',
  value: row,
  matchingColumns: matching,
  schema: Object.keys(row).map((id) => ({
    ...{ id, displayName: id, required: false, defaultMatch: false, display: true, type: 'string' },
    ...{ readOnly: false, removed: false },
  })),
  attemptToConvertTypes: false,
  convertFieldsToString: false,
});

const tableFilters = (match: Record<string, string>): object => ({
  conditions: Object.entries(match).map(([keyName, keyValue]) => ({ keyName, keyValue })),
});

/** An operation on a Data Table's rows. Values are texts; begin one with `=` to make it an expression. */
export const table = {
  insert: (name: string, of: string, row: Record<string, string>): Step =>
    step('n8n-nodes-base.dataTable', name, { dataTableId: byName(of), columns: tableColumns(row), options: {} }, tries),
  /** Changes the rows that match, else adds one. */
  upsert: (name: string, of: string, match: Record<string, string>, row: Record<string, string>): Step =>
    step(
      'n8n-nodes-base.dataTable',
      name,
      {
        operation: 'upsert',
        dataTableId: byName(of),
        matchType: 'allConditions',
        filters: tableFilters(match),
        columns: tableColumns(row),
        options: {},
      },
      tries,
    ),
  /** Changes the rows that match, adds none. */
  update: (name: string, of: string, match: Record<string, string>, row: Record<string, string>): Step =>
    step(
      'n8n-nodes-base.dataTable',
      name,
      {
        operation: 'update',
        dataTableId: byName(of),
        matchType: 'allConditions',
        filters: tableFilters(match),
        columns: tableColumns(row),
        options: {},
      },
      tries,
    ),
  /** The rows that match, in all or, with `any`, in one of the columns; with `alwaysOutput` an empty item when there is none. */
  get: (name: string, of: string, match: Record<string, string>, { alwaysOutput = false, any = false } = {}): Step =>
    step(
      'n8n-nodes-base.dataTable',
      name,
      {
        operation: 'get',
        dataTableId: byName(of),
        matchType: any ? 'anyCondition' : 'allConditions',
        filters: tableFilters(match),
        returnAll: true,
      },
      { ...tries, ...(alwaysOutput ? { alwaysOutputData: true } : {}) },
    ),
  /** Lets the item pass when no row matches. */
  absent: (name: string, of: string, match: Record<string, string>): Step =>
    step(
      'n8n-nodes-base.dataTable',
      name,
      {
        operation: 'rowNotExists',
        dataTableId: byName(of),
        matchType: 'allConditions',
        filters: tableFilters(match),
      },
      tries,
    ),
  remove: (name: string, of: string, match: Record<string, string>): Step =>
    step(
      'n8n-nodes-base.dataTable',
      name,
      {
        operation: 'deleteRows',
        dataTableId: byName(of),
        matchType: 'allConditions',
        filters: tableFilters(match),
        options: {},
      },
      tries,
    ),
};
