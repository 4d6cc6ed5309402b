import { loadRecordings } from '../../test/recordings';
import type { FormFields, PanelAnswer, PanelTransport } from '../index';

/** Answers from a function of the action and its parameters, and keeps what was sent. */
export class ScriptedTransport implements PanelTransport {
  readonly sent: Array<{ action: string; fields: FormFields }> = [];

  constructor(private readonly answer: (action: string, fields: FormFields) => string | PanelAnswer) {}

  async post(fields: FormFields): Promise<PanelAnswer> {
    const [[, action] = ['', '']] = fields;
    const rest = fields.slice(1);
    this.sent.push({ action, fields: rest });
    const answer = this.answer(action, rest);
    return typeof answer === 'string' ? { status: 200, body: answer, headers: {} } : answer;
  }
}

/** Parameters that choose the part of a list, which the recorded lists are short enough not to need. */
const partParameters = new Set(['start', 'limit', 'order[0][column]', 'order[0][dir]']);

/**
 * Answers with recordings only, byte for byte: the one made of the same action and parameters (apart from paging); of several, the first
 * that has a body, then the next. Anything else throws, so that no test passes on an answer nobody heard.
 */
export class RecordedTransport extends ScriptedTransport {
  constructor() {
    const left = loadRecordings().filter(({ body, request }) => body !== '' && request.authenticated);
    super((action, fields) => {
      const wanted = keyOf(
        action,
        fields.filter(([name]) => !partParameters.has(name)),
      );
      const matches = left.filter(({ request }) => {
        const pairs = Object.entries({ ...request.query, ...request.form }).flatMap(([name, value]) =>
          Array.isArray(value) ? value.map((item) => [`${name}[]`, item] as const) : [[name, value] as const],
        );
        return keyOf(request.action, pairs) === wanted;
      });
      const [first] = matches;
      if (first === undefined) throw new Error(`nothing recorded for ${wanted}`);
      if (matches.length > 1) left.splice(left.indexOf(first), 1);
      return first.body;
    });
  }
}

function keyOf(action: string, fields: FormFields): string {
  return JSON.stringify([action, ...fields.map(([name, value]) => `${name}=${value}`).sort()]);
}
