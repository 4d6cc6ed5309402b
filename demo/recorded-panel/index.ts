/** A panel that says only what a real one was heard to say. */
export { startRecordedPanel, type RecordedPanel } from './recorded-panel';
