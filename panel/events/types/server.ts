import type { EventDescription } from '../description';

const group = 'server' as const;

const byAlert = (state: 'fired' | 'resolved'): EventDescription['sample'] => {
  const isDown = state === 'fired';
  const title = `[Cedar TV] ${isDown ? '' : 'Resolved: '}A server is down (1)`;
  return {
    origin: 'panel',
    subject: 'server:main/2',
    data: {
      code: isDown ? 'server-offline' : 'server-online',
      message: `The server LB-2 of the panel main ${isDown ? 'is down' : 'is up again'}.`,
      server: { id: '2', name: 'LB-2' },
      alert: { rule: 'server_down', state, title, text: '- LB-2', items: [{ subject: '2', label: 'LB-2' }] },
    },
  };
};

export const serverEvents = [
  {
    type: 'server.offline',
    label: 'Server Offline',
    description: 'A panel says that one of its servers is down (XC_VM 2.6)',
    group,
    told: ['xcvm'],
    data: ['server', 'code', 'message', 'alert'],
    sample: byAlert('fired'),
  },
  {
    type: 'server.online',
    label: 'Server Online',
    description: 'A server that was down is up again (XC_VM 2.6)',
    group,
    told: ['xcvm'],
    data: ['server', 'code', 'message', 'alert'],
    sample: byAlert('resolved'),
  },
] as const satisfies readonly EventDescription[];
