import type { Cases } from '../cases';
import { operator, until } from '../world';

interface Stored {
  event: { action: string; id: string };
  user: { name: string };
  details: string;
}

/** Every event as a document, once. */
export const cases: Cases = ({ the, main, failure, restart }) => {
  const stored = (username: string): Stored[] => {
    const month = new Date().toISOString().slice(0, 7);
    const documents = [...the().stack.elasticsearch.documents(`xtream-events-${month}`)];
    return documents
      .map(([id, document]) => ({ id, document: document as unknown as Stored }))
      .filter(({ id, document }) => document.event.id === id && document.user.name === username)
      .map(({ document }) => document);
  };

  /** Somebody at the panel changes a line's notes. */
  async function note(text: string): Promise<string> {
    const line = (await the().lines()).filter(({ is_trial }) => is_trial === 0)[5];
    if (!line) throw new Error('The demo panel has too few lines.');
    await the().panel('PATCH', `lines/${String(line.id)}`, { admin_notes: text });
    return line.username;
  }

  beforeEach(() => the().stack.elasticsearch.reset());

  main('stores an event under its id in the index of its month', async () => {
    const username = await note('for Elasticsearch');
    const [document] = await until(
      async () => (stored(username).length > 0 ? stored(username) : undefined),
      'the document',
    );
    await the().settled();
    expect(document).toMatchObject({
      event: { action: 'line.updated', dataset: 'xtream.events', provider: 'panel' },
      panel: 'main',
    });
    expect(JSON.parse(document?.details ?? '')).toMatchObject({ line: { username, adminNotes: 'for Elasticsearch' } });
    expect(the().stack.elasticsearch.refused()).toEqual([]);
  });

  failure('tells the operator what it could not store, and stores it when the cluster is back', async () => {
    the().stack.elasticsearch.setFault({ status: 503, times: 3 });
    const username = await note('while the cluster is down');
    const told = await until(async () => the().mailsTo(operator)[0], 'a mail to the operator');
    expect(told.text).toMatch(/"Store" did not work for line\.updated of line:main\/\d+ \(evt_\w+, attempt 1\)/);
    await until(async () => stored(username)[0], 'the document');
    await the().settled();
    expect(stored(username)).toHaveLength(1);
  });

  let caught = '';
  restart('one document', {
    async begin() {
      caught = await note('while n8n is killed');
    },
    async check() {
      await until(async () => stored(caught)[0], 'the document');
      expect(stored(caught).filter(({ details }) => details.includes('while n8n is killed'))).toHaveLength(1);
    },
  });
};
