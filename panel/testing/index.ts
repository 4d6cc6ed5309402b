/** What the tests of this folder share. Nothing else imports it. */
export { httpTransport } from './http-transport';
export { RecordedTransport, ScriptedTransport } from './scripted-transport';
export { everythingOf, refusal } from './refusal';
export { lineSample } from './line-sample';
