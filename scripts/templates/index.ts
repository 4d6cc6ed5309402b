/** What templates are written with; see README.md. */
export { decimalIn, invoiceNow, onPayment, payerIn } from './books';
export * from './expressions';
export type { Section } from './layout';
export { attach, branch, chain, failing, into, type Link } from './links';
export { customerMail, mailPage, mailParts, tellOperator, type CustomerMail, type MailText } from './mails';
export { carryOut, customerFields, customerNow, onAction, payerOf, sampleAction, wasDone } from './money';
export { linesOf } from './owned';
export { step, tries, type Step } from './step';
export * from './steps';
export { asText, build, type Template } from './template';
export { stripePost } from './stripe';
export { loginRows } from './texts';
export { askByMail, callDaemon, every, form, formEnding, type FormField } from './triggers';
