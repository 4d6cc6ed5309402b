import type { Step } from './step';

/** A connection between two nodes. */
export interface Link {
  from: Step;
  /** Index of the output; `error`: the error output, which the node then has. */
  output: number | 'error';
  /** `main`, or one of n8n's kinds for AI nodes. */
  kind: 'main' | 'ai_languageModel' | 'ai_tool' | 'ai_memory' | 'ai_outputParser';
  to: Step;
  input: number;
}

/** A node and the input to lead to, for nodes with several (Merge). */
export interface Into {
  step: Step;
  input: number;
}

type Target = Step | Into;

export const into = (step: Step, input: number): Into => ({ step, input });

function link(from: Step, output: number | 'error', target: Target): Link {
  const { step: to, input } = 'step' in target ? target : { step: target, input: 0 };
  return { from, output, kind: 'main', to, input };
}

/** One after the other, each from its first output; the last may be an input of a node with several. */
export function chain(first: Step, ...rest: Target[]): Link[] {
  let from = first;
  return rest.map((target) => {
    const made = link(from, 0, target);
    from = made.to;
    return made;
  });
}

/** Each output of a node to its own branch, in order: a node, a list of nodes as a chain, or null for nowhere. */
export function branch(from: Step, ...branches: Array<Target | [Step, ...Target[]] | null>): Link[] {
  return branches.flatMap((to, output) => {
    if (to === null) return [];
    if (!Array.isArray(to)) return [link(from, output, to)];
    const [first, ...rest] = to;
    return [link(from, output, first), ...chain(first, ...rest)];
  });
}

/** The error outputs of nodes to one place, mostly a red stop. */
export function failing(steps: readonly Step[], to: Target): Link[] {
  return steps.map((from) => link(from, 'error', to));
}

/** A model, tool, memory or parser to the agent that uses it. */
export function attach(kind: Exclude<Link['kind'], 'main'>, from: Step, to: Step): Link[] {
  return [{ from, output: 0, kind, to, input: 0 }];
}
