import type { ILoadOptionsFunctions, INodePropertyOptions, INodeType } from 'n8n-workflow';
import { connectDaemon, credentialTest, nodeError } from '../shared';

/** The daemon's panels. */
async function getPanels(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
  const client = await connectDaemon(this);
  const { body } = await client.call('GET', '/v1/panels').catch((error: unknown): never => {
    throw nodeError(this.getNode(), error, { hintInMessage: true });
  });
  const panels = (body as { panels?: Array<{ panel: string }> }).panels ?? [];
  return panels.map(({ panel }) => ({ name: panel, value: panel }));
}

export const methods: NonNullable<INodeType['methods']> = {
  credentialTest: { xtreamUiSyncApiTest: credentialTest.xtreamUiSyncApiTest },
  loadOptions: { getPanels },
};
