import type { WorkflowNodeJson } from '../../n8n';

/** A rectangle on the canvas, in its pixels. */
export interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** A node's square and the name and subtitle beneath it, as n8n draws them. */
const node = { side: 96, labelWidth: 150, labelHeight: 56 };

/** What holds models and tools is drawn wider, with its name inside. */
const agentWidth = 240;

export function stepBox({ type, position: [x, y] }: WorkflowNodeJson): Box {
  if (type === '@n8n/n8n-nodes-langchain.agent')
    return { left: x, top: y, right: x + agentWidth, bottom: y + node.side };
  const overhang = (node.labelWidth - node.side) / 2;
  return { left: x - overhang, top: y, right: x + node.side + overhang, bottom: y + node.side + node.labelHeight };
}

export function stickyBox({ position: [x, y], parameters }: WorkflowNodeJson): Box {
  const { width, height } = parameters as { width: number; height: number };
  return { left: x, top: y, right: x + width, bottom: y + height };
}

/** The part of a sticky note its text takes. An estimate: n8n's letters are 6.8 pixels wide on average, its lines 20 high, gaps 10. */
export function stickyTextBox(sticky: WorkflowNodeJson): Box {
  const { content, width } = sticky.parameters as { content: string; width: number };
  const heights = content.split('\n').map((line) => {
    if (line === '') return 10;
    const size = /^#{1,2} /.test(line) ? 1.8 : 1;
    return Math.ceil((line.length * 6.8 * size) / (width - 40)) * 20 * size;
  });
  const box = stickyBox(sticky);
  return { ...box, bottom: box.top + 20 + heights.reduce((sum, height) => sum + height, 0) };
}

export function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

export function contains(outer: Box, inner: Box): boolean {
  return (
    outer.left <= inner.left && outer.top <= inner.top && outer.right >= inner.right && outer.bottom >= inner.bottom
  );
}

/** Every pair that overlaps, by name. */
export function overlapping(boxes: ReadonlyArray<{ name: string; box: Box }>): string[] {
  return boxes.flatMap((a, index) =>
    boxes
      .slice(index + 1)
      .filter((b) => overlap(a.box, b.box))
      .map((b) => `${a.name} / ${b.name}`),
  );
}
