/** A real SMTP server that keeps what it is sent and shows it on a page. Nothing is delivered further. */
export { startMailSink, type Mail, type MailSink, type StartMailSinkOptions } from './sink';
