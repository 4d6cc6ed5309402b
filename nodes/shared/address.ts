import { httpAddress } from '../../panel';

/** The address of the daemon, without a slash at its end. @throws PanelError `wrong-url` */
export function daemonAddress(text: unknown): string {
  const { origin, pathname } = httpAddress(text, 'Daemon URL', 'http://127.0.0.1:8090');
  return `${origin}${pathname.replace(/\/+(v1\/?)?$/, '')}`;
}
