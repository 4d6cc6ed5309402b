/** Who pays for what, as the API tells it. Amounts in minor units. */

export interface Subscription {
  id: string;
  source: string;
  provider: string;
  providerId: string;
  customerId: string;
  customer: Pick<Customer, 'id' | 'name' | 'email'>;
  state: string;
  plan: string | null;
  priceId: string | null;
  quantity: number;
  amount: number | null;
  currency: string | null;
  periodStart: string | null;
  periodEnd: string | null;
  paidUntil: string | null;
  serviceUntil: string | null;
  trialEnd: string | null;
  cancelAtPeriodEnd: boolean;
  endsAt: string | null;
  pastDueSince: string | null;
  suspension: string | null;
  dunning: Dunning | null;
  coupon: string | null;
  metadata: Record<string, string>;
  live: boolean;
  lines: Array<{ panel: string; lineId: string; username: string | null }>;
  createdAt: string;
  updatedAt: string;
}

export interface Dunning {
  policy: string;
  since: string;
  stepsDone: number;
  nextAction: string | null;
  nextAt: string | null;
}

export interface WholeSubscription extends Subscription {
  payments: Payment[];
  actions: ServiceAction[];
  attention: Matter[];
}

export interface Payment {
  key: string;
  subscription: string;
  state: string;
  amount: number | null;
  refunded: number;
  currency: string | null;
  method: string | null;
  invoice: { number: string | null; payUrl: string | null; pdfUrl: string | null };
  periodStart: string | null;
  periodEnd: string | null;
  paidAt: string | null;
  failedAt: string | null;
  failures: number;
  failureReason: string | null;
  nextAttemptAt: string | null;
  coupon: string | null;
  note: string | null;
}

export interface ServiceAction {
  key: string;
  kind: string;
  reason: string | null;
  by: string;
  state: string;
  panel: string | null;
  lineId: string | null;
  username: string | null;
  plan: string | null;
  until: string | null;
  message: string | null;
  updatedAt: string;
}

export interface Customer {
  id: string;
  email: string | null;
  name: string | null;
  phone: string | null;
  country: string | null;
  language: string | null;
  links: Record<string, string>;
}

/** What waits for a person. */
export interface Matter {
  id: string;
  kind: string;
  subject: string;
  about: string | null;
  message: string;
  fix: string;
  data: Record<string, unknown>;
  times: number;
  firstAt: string;
  lastAt: string;
  resolvedAt: string | null;
  note: string | null;
}

/** The inbox source of what people enter; what is of it can be changed and ended here. */
export const manualSource = 'manual';
