import type { WorkflowNodeJson } from '../../n8n';
import { stickyTextBox } from './canvas';
import type { Step } from './step';

/** A white note and the nodes on it. */
export interface Section {
  title: string;
  /** Less than 50 words, Markdown. */
  text: string;
  /** Nodes as they stand on the canvas: rows from top to bottom, each from left to right; null leaves a place free. */
  rows: ReadonlyArray<ReadonlyArray<Step | null>>;
  /** Title of the section in the band above whose left edge this one starts at. @default the left edge of the canvas, or beside the one before */
  under?: string;
}

export interface Placed {
  step: Step;
  position: [number, number];
}

export interface PlacedNote {
  title: string;
  content: string;
  position: [number, number];
  width: number;
  height: number;
}

/** Everything lies on n8n's grid of 16 pixels. A node is 96 wide, its label 150; see canvas.ts. */
const grid = 16;
const pitch = { column: 224, row: 176 } as const;
const margin = 80;
const gap = 32;
const onGrid = (length: number): number => Math.ceil(length / grid) * grid;

/** Height the text of a note takes at this width. */
export function textHeight(content: string, width: number): number {
  const note: WorkflowNodeJson = {
    ...{ id: '', name: '', type: '', typeVersion: 1, position: [0, 0] },
    parameters: { content, width, height: 0 },
  };
  return onGrid(stickyTextBox(note).bottom + grid);
}

/** Width in nodes, at least two: on a narrower note the text becomes a tower. */
function columns({ rows }: Section): number {
  return Math.max(2, ...rows.map((row) => row.length));
}

const noteWidth = (section: Section): number => (columns(section) - 1) * pitch.column + 96 + 2 * margin;

const contentOf = ({ title, text }: Section): string => `### ${title}\n${text}`;

/**
 * Places sections in bands from top to bottom, each band from left to right. The sections of a band share their rows and their height, so that a path
 * runs straight through them.
 */
export function layOut(bands: ReadonlyArray<readonly Section[]>): { steps: Placed[]; notes: PlacedNote[] } {
  const steps: Placed[] = [];
  const notes: PlacedNote[] = [];
  let top = 0;
  for (const band of bands) {
    const header = Math.max(...band.map((section) => textHeight(contentOf(section), noteWidth(section))));
    const rows = Math.max(...band.map((section) => section.rows.length));
    const height = header + grid + rows * pitch.row + grid;
    let left = 0;
    for (const section of band) {
      const above = notes.find(({ title }) => title === section.under);
      if (section.under !== undefined && above === undefined)
        throw new Error(`"${section.title}" is to stand under "${section.under}", which there is not.`);
      left = Math.max(left, above?.position[0] ?? 0);
      const width = noteWidth(section);
      notes.push({ title: section.title, content: contentOf(section), position: [left, top], width, height });
      section.rows.forEach((row, y) => {
        row.forEach((step, x) => {
          if (step === null) return;
          const position: [number, number] = [left + margin + x * pitch.column, top + header + grid + y * pitch.row];
          steps.push({ step, position });
        });
      });
      left += width + gap;
    }
    top += height + gap;
  }
  return { steps, notes };
}
