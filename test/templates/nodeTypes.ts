import { NodeHelpers, type INode, type INodeTypeDescription } from 'n8n-workflow';
import type { NodeTypeDescription, WorkflowNodeJson } from '../../n8n';

/** Node types as the running n8n describes them. */
export class NodeTypes {
  private readonly byName = new Map<string, NodeTypeDescription[]>();

  constructor(descriptions: readonly NodeTypeDescription[]) {
    for (const description of descriptions) {
      this.byName.set(description.name, [...(this.byName.get(description.name) ?? []), description]);
    }
  }

  /** Versions n8n offers of this type, oldest first. Empty: there is no such type. */
  versions(type: string): number[] {
    return [...new Set((this.byName.get(type) ?? []).flatMap(({ version }) => version))].sort((a, b) => a - b);
  }

  /** @throws Error when n8n has no such type in this version */
  of({ type, typeVersion }: WorkflowNodeJson): INodeTypeDescription {
    const found = (this.byName.get(type) ?? []).find(({ version }) => [version].flat().includes(typeVersion));
    if (!found) throw new Error(`n8n has no ${type} in version ${String(typeVersion)}.`);
    return found as unknown as INodeTypeDescription;
  }

  /** What the editor would mark red in this node, but for credentials, which are the user's to choose. */
  problems(node: WorkflowNodeJson): string[] {
    const description = this.of(node);
    const complete = this.complete(node);
    const issues = NodeHelpers.getNodeParametersIssues(description.properties, complete, description);
    return Object.values(issues?.parameters ?? {}).flat();
  }

  /** Parameters the node has, but this version of it does not know, or does not use as the others are set. Paths. */
  strayParameters(node: WorkflowNodeJson): string[] {
    return missing(node.parameters, this.complete(node).parameters);
  }

  /** The node with the defaults of what it leaves out, and without what its type does not know. */
  private complete(node: WorkflowNodeJson): INode {
    const description = this.of(node);
    const given = node as unknown as INode;
    const parameters = NodeHelpers.getNodeParameters(
      description.properties,
      given.parameters,
      true,
      false,
      given,
      description,
    );
    return { ...given, parameters: parameters ?? {} };
  }
}

/** Paths of `given` that are not in `known`. */
function missing(given: unknown, known: unknown, path = ''): string[] {
  if (typeof given !== 'object' || given === null) return known === undefined ? [path] : [];
  if (typeof known !== 'object' || known === null) return [path];
  return Object.entries(given).flatMap(([name, value]) =>
    missing(value, (known as Record<string, unknown>)[name], path === '' ? name : `${path}.${name}`),
  );
}
