/** The eight masks of QR codes and how well each can be read (ISO/IEC 18004). */

/** Whether the mask turns the module over. */
export const masks: ReadonlyArray<(x: number, y: number) => boolean> = [
  (x, y) => (x + y) % 2 === 0,
  (_x, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];

/** How much stands in a reader's way: the mask with the least is used. @param modules rows of modules, true is dark */
export function penalty(modules: ReadonlyArray<readonly boolean[]>): number {
  const size = modules.length;
  const at = (x: number, y: number): boolean => modules[y]?.[x] === true;
  let points = 0;
  let dark = 0;
  for (let line = 0; line < size; line++) {
    points += linePenalty(size, (along) => at(along, line)) + linePenalty(size, (along) => at(line, along));
    for (let x = 0; x < size; x++) {
      if (at(x, line)) dark += 1;
      const square = line + 1 < size && x + 1 < size;
      if (
        square &&
        at(x, line) === at(x + 1, line) &&
        at(x, line) === at(x, line + 1) &&
        at(x, line) === at(x + 1, line + 1)
      )
        points += 3;
    }
  }
  const modulesInAll = size * size;
  return points + (Math.ceil(Math.abs(dark * 20 - modulesInAll * 10) / modulesInAll) - 1) * 10;
}

/** Long runs of one colour, and what looks like the corner of a code. Outside the code all is light. */
function linePenalty(size: number, isDark: (along: number) => boolean): number {
  let points = 0;
  /** Lengths of the latest seven runs, the newest first. */
  const runs = [0, 0, 0, 0, 0, 0, 0];
  let colour = false;
  let run = 0;
  const end = (length: number): void => {
    runs.pop();
    runs.unshift(runs[0] === 0 ? length + size : length);
  };
  for (let along = 0; along < size; along++) {
    if (isDark(along) === colour) {
      run += 1;
      if (run === 5) points += 3;
      else if (run > 5) points += 1;
      continue;
    }
    end(run);
    if (!colour) points += cornersIn(runs) * 40;
    colour = isDark(along);
    run = 1;
  }
  if (colour) {
    end(run);
    run = 0;
  }
  end(run + size);
  return points + cornersIn(runs) * 40;
}

/** Dark, light, three dark, light, dark in the proportions 1:1:3:1:1, with four light beside them on one side or both. */
function cornersIn([
  after = 0,
  one = 0,
  two = 0,
  three = 0,
  four = 0,
  five = 0,
  before = 0,
]: readonly number[]): number {
  const isCorner = one > 0 && two === one && three === one * 3 && four === one && five === one;
  if (!isCorner) return 0;
  return (after >= one * 4 && before >= one ? 1 : 0) + (before >= one * 4 && after >= one ? 1 : 0);
}
