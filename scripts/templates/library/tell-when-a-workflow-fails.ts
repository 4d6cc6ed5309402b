import {
  chain,
  branch,
  done,
  expression,
  failing,
  into,
  is,
  mailPage,
  mailParts,
  onEvent,
  question,
  rows,
  settings,
  step,
  tries,
  values,
  type Template,
} from '..';

const html = (code: string): string => `String(${code}).replace(/&/g, '&amp;').replace(/</g, '&lt;')`;

const failed = {
  ...step('n8n-nodes-base.errorTrigger', 'A workflow failed'),
  sample: [
    {
      execution: {
        id: '231',
        url: 'https://n8n.example.com/workflow/exampleWorkflow/executions/231',
        error: {
          message:
            '"HubSpot contact" did not work for nadia@example.com (Stripe cus_Sample, line k4wq8hzp2m; payment stripe:in_1Sample, attempt 1): The service was not able to process your request',
        },
        lastNodeExecuted: 'Stop: say who is affected',
        mode: 'trigger',
      },
      workflow: { id: 'exampleWorkflow', name: 'Provision an IPTV line on the first Stripe payment' },
    },
  ],
};
const firstTime = question('First failure?', [
  is.true(`!/attempt ([2-9]|\\d\\d+)\\)/.test($json.execution?.error?.message ?? '')`),
]);
const told = done('Told already');
const describeRun = values('Describe the failure', {
  title: ['string', `'Workflow failed: ' + $json.workflow.name`],
  what: ['string', `$json.execution?.error?.message ?? $json.trigger?.error?.message ?? 'No reason given.'`],
  where: ['string', `$json.execution?.lastNodeExecuted ?? 'its trigger'`],
  link: ['string', `$json.execution?.url ?? ''`],
  button: ['string', `'Open the execution and retry it'`],
  advice: [
    'string',
    `$json.execution?.url ? 'The execution shows the customer and every step; Retry is in its upper right corner.' + ($json.execution.mode === 'trigger' ? ' If a sync daemon event started it, it is tried again by itself; you hear of it again when the last attempt has failed.' : '') : 'The workflow does not run until its trigger works. Open it and look at the trigger.'`,
  ],
});

const givenUp = onEvent('An event was given up', ['event.parked'], {
  sample: {
    subject: 'feed:n8n-provisioning',
    data: {
      parked: {
        feed: 'n8n-provisioning',
        event: 'evt_01JSAMPLE0000000000000000',
        attempts: 10,
        reason:
          'The execution ended as error in Stop: say who is affected: "HubSpot contact" did not work for nadia@example.com (Stripe cus_Sample, line k4wq8hzp2m; payment stripe:in_1Sample, attempt 10): The service was not able to process your request',
      },
    },
  },
});
const retryPath = 'xtream-retry';
const describeEvent = values('Describe the event', {
  title: ['string', `'An event was given up after ' + $json.data.parked.attempts + ' attempts'`],
  what: ['string', `$json.data.parked.reason ?? $json.data.message`],
  where: ['string', `'feed ' + $json.data.parked.feed`],
  link: [
    'string',
    `'form/${retryPath}?feed=' + encodeURIComponent($json.data.parked.feed) + '&event=' + encodeURIComponent($json.data.parked.event)`,
  ],
  button: ['string', `'Give it back to be tried again'`],
  advice: [
    'string',
    `'Nobody works on it any more. Mend the cause, then give it back with the button, or with POST /v1/feeds/' + $json.data.parked.feed + '/redrive with {"ids":["' + $json.data.parked.event + '"]} to the sync daemon.'`,
  ],
});

const asked = {
  ...step('n8n-nodes-base.formTrigger', 'Somebody asks for a retry', {
    authentication: 'n8nUserAuth',
    formTitle: 'Try an event again',
    formDescription: 'The sync daemon hands it to its workflow once more. What was done before is found done.',
    formFields: {
      values: [
        { fieldLabel: 'Feed', fieldName: 'feed', requiredField: true },
        { fieldLabel: 'Event', fieldName: 'event', requiredField: true },
      ],
    },
    options: {
      appendAttribution: false,
      buttonLabel: 'Try again',
      path: retryPath,
      respondWithOptions: {
        values: { formSubmittedText: 'It is given back. If it fails again, you hear of it again.' },
      },
    },
  }),
  sample: [{ feed: 'n8n-provisioning', event: 'evt_01JSAMPLE0000000000000000' }],
};
const redrive = step(
  'n8n-nodes-base.httpRequest',
  'Give the event back',
  {
    method: 'POST',
    url: '=http://127.0.0.1:8090/v1/feeds/{{ encodeURIComponent($json.feed) }}/redrive',
    authentication: 'predefinedCredentialType',
    nodeCredentialType: 'xtreamUiSyncApi',
    sendBody: true,
    specifyBody: 'json',
    jsonBody: '={{ JSON.stringify({ ids: [$json.event] }) }}',
    options: {},
  },
  tries,
);
const describeRefusal = values('Describe the refusal', {
  title: ['string', `'An event could not be given back'`],
  what: ['string', `$json.error?.message ?? $json.error`],
  where: ['string', `'feed ' + $('Somebody asks for a retry').first().json.feed`],
  link: ['string', `''`],
  button: ['string', `''`],
  advice: [
    'string',
    `'Is the daemon’s address in "Give the event back" right, and the event still parked? The daemon’s dashboard shows its feeds.'`,
  ],
});

const filledIn = settings(
  [rows.senderEmail, rows.operatorEmail, rows.slackChannel, ['n8nUrl', 'https://n8n.example.com/']],
  { keep: true },
);
const link = `(/^https?:/.test($('Settings').item.json.link) || !$('Settings').item.json.link ? $('Settings').item.json.link : $('Settings').item.json.n8nUrl.replace(/\\/*$/, '/') + $('Settings').item.json.link)`;
const message = values(
  'Message',
  { link: ['string', link.replaceAll(`$('Settings').item.json`, '$json')] },
  { keep: true },
);
const slack = step(
  'n8n-nodes-base.slack',
  'Tell Slack',
  {
    authentication: 'accessToken',
    select: 'channel',
    channelId: { __rl: true, mode: 'name', value: expression('$json.slackChannel') },
    text: `=*{{ $json.title }}*\n{{ $json.what.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;') }}\nWhere: {{ $json.where }}{{ $json.link ? '\\n<' + $json.link + '|' + $json.button + '>' : '' }}\n{{ $json.advice.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;') }}`,
    otherOptions: { includeLinkToWorkflow: false },
  },
  tries,
);
const mail = step(
  'n8n-nodes-base.emailSend',
  'Tell the operator',
  {
    fromEmail: expression(`$('Message').item.json.senderEmail`),
    toEmail: expression(`$('Message').item.json.operatorEmail`),
    subject: expression(`$('Message').item.json.title`),
    emailFormat: 'both',
    text: `={{ $('Message').item.json.title }}\n\n{{ $('Message').item.json.what }}\n\nWhere: {{ $('Message').item.json.where }}\n{{ $('Message').item.json.link }}\n\n{{ $('Message').item.json.advice }}{{ $json.error ? '\\n\\nSlack did not take this message: ' + ($json.error.message ?? $json.error) : '' }}`,
    html: `=${mailPage(
      'Something needs you',
      [
        mailParts.title(`{{ ${html(`$('Message').item.json.title`)} }}`),
        mailParts.paragraph(`{{ ${html(`$('Message').item.json.what`)} }}`),
        mailParts.table([{ label: 'Where', value: `{{ ${html(`$('Message').item.json.where`)} }}` }]),
        `{{ $('Message').item.json.link ? '${mailParts.button(`' + $('Message').item.json.button + '`, `' + $('Message').item.json.link + '`)}' : '' }}`,
      ].join('\n'),
      `{{ ${html(`$('Message').item.json.advice`)} }}{{ $json.error ? '<br>Slack did not take this message: ' + ${html('($json.error.message ?? $json.error)')} : '' }}`,
    )}`,
    options: { appendAttribution: false },
  },
  { ...tries, waitBetweenTries: 5000 },
);

export const tellWhenAWorkflowFails: Template = {
  file: 'tell-when-a-workflow-fails',
  id: 'xtreamTellFailure',
  name: 'Tell the operator when a workflow fails',
  errorWorkflow: null,
  overview: {
    about:
      'The error workflow of the Xtream UI templates, and of any other: a message in Slack and an e-mail that say what went wrong, for which customer, where to look, and how to try it again.',
    how: [
      'When a run of a workflow that names this one as its error workflow ends with an error, n8n starts **A workflow failed**. The templates’ messages name the customer, the line and the payment.',
      'A failed event comes again by itself. Only its first failure is told, so ten attempts do not mean ten messages.',
      'When the last attempt has failed too, the sync daemon parks the event and **An event was given up** tells it a second and last time, with a link that gives the event back.',
      'The link opens a form for people signed in to n8n; sending it has the daemon hand the event out again.',
    ],
    note: 'The e-mail is sent whether Slack takes its message or not.',
    setup: [
      'Connect credentials: SMTP, Slack, Xtream UI Sync API (trigger and **Give the event back**).',
      'Fill in **Settings**, and the daemon’s address in **Give the event back**. Without Slack, delete **Tell Slack** and join its neighbours.',
      'In each workflow to watch, open Settings and choose this one under *Error workflow*. An import does not always keep that choice.',
    ],
  },
  canvas: [
    [
      {
        title: 'A run failed',
        text: 'Started by n8n. An attempt after the first was told of already and ends at once.',
        rows: [
          [failed, firstTime, describeRun],
          [null, null, told],
        ],
      },
      {
        title: 'Tell the operator',
        text: 'In Slack and by e-mail. To use Telegram or a ticket instead, replace a node: `title`, `what`, `where`, `link` and `advice` hold the words.',
        rows: [[filledIn, message, slack, mail]],
      },
    ],
    [
      {
        title: 'The last attempt failed',
        text: 'Started by the sync daemon. Without the daemon, delete this note and the next.',
        rows: [[givenUp, null, describeEvent]],
      },
    ],
    [
      {
        title: 'Try it again',
        text: 'The form behind the link in the message. It opens only for who is signed in to n8n.',
        rows: [[asked, redrive, describeRefusal]],
      },
    ],
  ],
  links: [
    chain(failed, firstTime),
    branch(firstTime, describeRun, told),
    chain(describeRun, filledIn),
    chain(givenUp, describeEvent, filledIn),
    chain(asked, redrive),
    failing([redrive], describeRefusal),
    chain(describeRefusal, filledIn),
    chain(filledIn, message, slack, mail),
    failing([slack], into(mail, 0)),
  ],
};
