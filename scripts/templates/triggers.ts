import { expression } from './expressions';
import { step, type Step } from './step';

/** Triggers that are n8n's own, each with its sample. */

interface Interval {
  field: 'seconds' | 'minutes' | 'hours' | 'days' | 'weeks' | 'months';
  [name: string]: string | number;
}

/** A Schedule Trigger. A run that was missed, because n8n was down, is made up for once. @param interval as the node has it, e.g. `{ field: 'minutes', minutesInterval: 5 }` */
export function every(name: string, interval: Interval): Step {
  return {
    ...step('n8n-nodes-base.scheduleTrigger', name, {
      rule: { interval: [interval] },
      misfirePolicy: 'coalesce',
    }),
    sample: [{ timestamp: '2027-02-01T06:00:00.000+00:00' }],
  };
}

export interface FormField {
  /** Name in the item. */
  name: string;
  label: string;
  type?: 'text' | 'email' | 'textarea' | 'dropdown' | 'checkbox';
  placeholder?: string;
  /** Of a dropdown or of check boxes. */
  options?: readonly string[];
  /** @default true */
  required?: boolean;
}

/**
 * A Form Trigger under `/form/<path>`. Its item has the fields by name and, with `headers`, what the browser sent, of which `x-forwarded-for` is the
 * address as the proxy before n8n tells it.
 */
export function form(
  name: string,
  {
    path,
    title,
    description,
    button,
    fields,
    sample,
    headers = false,
    thanks,
  }: {
    path: string;
    title: string;
    description: string;
    button: string;
    fields: readonly FormField[];
    sample: Record<string, unknown>;
    headers?: boolean;
    /** What the page says at once, without waiting for the run. @default the page the run ends with */
    thanks?: string;
  },
): Step {
  return {
    ...step('n8n-nodes-base.formTrigger', name, {
      formTitle: title,
      formDescription: description,
      formFields: { values: fields.map(fieldOf) },
      responseMode: thanks === undefined ? 'lastNode' : 'onReceived',
      options: {
        appendAttribution: false,
        buttonLabel: button,
        path,
        ignoreBots: true,
        ...(headers ? { showHeaders: true } : {}),
        ...(thanks === undefined
          ? {}
          : { respondWithOptions: { values: { respondWith: 'text', formSubmittedText: thanks } } }),
      },
    }),
    sample: [{ ...sample, submittedAt: '2027-01-28T10:30:00.000+00:00', formMode: 'production' }],
  };
}

function fieldOf({ name, label, type = 'text', placeholder, options, required = true }: FormField): object {
  return {
    fieldName: name,
    fieldLabel: label,
    fieldType: type,
    ...(placeholder === undefined ? {} : { placeholder }),
    ...(options === undefined ? {} : { fieldOptions: { values: options.map((option) => ({ option })) } }),
    ...(required ? { requiredField: true } : {}),
  };
}

/** The page a form ends with. @param message text with `{{ }}` */
export function formEnding(name: string, title: string, message: string): Step {
  return step('n8n-nodes-base.form', name, {
    operation: 'completion',
    completionTitle: title,
    completionMessage: `=${message}`,
    options: {},
  });
}

/** A call of the sync daemon's API that has no operation in the node. Settings needs `daemonUrl`. @param body code of an object */
export function callDaemon(name: string, path: string, body: string): Step {
  return step('n8n-nodes-base.httpRequest', name, {
    method: 'POST',
    url: `={{ $('Settings').first().json.daemonUrl }}${path}`,
    authentication: 'predefinedCredentialType',
    nodeCredentialType: 'xtreamUiSyncApi',
    sendBody: true,
    specifyBody: 'json',
    jsonBody: expression(`JSON.stringify(${body})`),
    options: {},
  });
}

/** An e-mail with two buttons; the run waits for an answer, `$json.data.approved`. @param days it waits at most */
export function askByMail(
  name: string,
  {
    to,
    subject,
    message,
    yes,
    no,
    days,
  }: { to: string; subject: string; message: string; yes: string; no: string; days: number },
): Step {
  return step('n8n-nodes-base.emailSend', name, {
    operation: 'sendAndWait',
    fromEmail: expression(`$('Settings').first().json.senderEmail`),
    toEmail: expression(to),
    subject: `=${subject}`,
    message: `=${message}`,
    approvalOptions: { values: { approvalType: 'double', approveLabel: yes, disapproveLabel: no } },
    options: {
      appendAttribution: false,
      limitWaitTime: { values: { resumeAmount: days, resumeUnit: 'days' } },
    },
  });
}
