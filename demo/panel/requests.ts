import type { PhpValue, PhpVariables } from '../php';
import type { FaultKind } from './faults';

/** One API call as the panel received it. Keys and passwords are replaced by `[redacted]`, so that it may be printed. */
export interface ReceivedRequest {
  /** When it arrived, in milliseconds of the panel's clock. */
  at: number;
  method: string;
  action: string;
  query: PhpVariables;
  form: PhpVariables;
  /** HTTP status of the answer; null while there is none, or when the connection was broken off. */
  status: number | null;
  /** The fault it met. */
  fault: FaultKind | null;
}

const KEPT = 1000;
const SECRET = /^(api_key|api_pass|password)$/;

/** The latest calls, oldest first; older ones are forgotten, their number is not. */
export class Requests {
  readonly list: ReceivedRequest[] = [];
  count = 0;

  add(request: ReceivedRequest): ReceivedRequest {
    const kept = { ...request, query: redact(request.query), form: redact(request.form) };
    this.list.push(kept);
    if (this.list.length > KEPT) this.list.shift();
    this.count++;
    return kept;
  }
}

function redact(variables: PhpVariables): PhpVariables {
  const redacted = (name: string, value: PhpValue): PhpValue => {
    if (typeof value === 'string') return SECRET.test(name) && value !== '' ? '[redacted]' : value;
    return Array.isArray(value) ? value : redact(value);
  };
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, redacted(name, value)]));
}
