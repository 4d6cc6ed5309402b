import { instantFromUnix } from '../../panel';
import { armedByShortening, markAfter, nextMark, type Mark } from './marks';

const day = 86_400;
const now = Date.parse('2027-01-01T00:00:00Z') / 1000;
const thresholds = [7, 3, 1];
const inDays = (days: number): string => instantFromUnix(now + days * day);

/** All days told of, from now on. */
function told(expiresAt: string, armed: number): number[] {
  const days: number[] = [];
  for (
    let mark: Mark | null = nextMark(expiresAt, thresholds, armed);
    mark;
    mark = markAfter(mark, expiresAt, thresholds)
  ) {
    days.push(mark.days);
  }
  return days;
}

describe('expiry marks', () => {
  it('come once per threshold and once at the end', () => {
    expect(told(inDays(30), now)).toEqual([7, 3, 1, 0]);
  });

  it('skip thresholds that were crossed before the line was known', () => {
    expect(told(inDays(2), now)).toEqual([1, 0]);
  });

  it('say nothing of a line that had expired before it was known', () => {
    expect(told(inDays(-1), now)).toEqual([]);
  });

  it('begin with the tightest crossed threshold when a line is shortened', () => {
    expect(told(inDays(2), armedByShortening(inDays(2), thresholds, now))).toEqual([3, 1, 0]);
    expect(told(inDays(-1), armedByShortening(inDays(-1), thresholds, now))).toEqual([0]);
    expect(told(inDays(20), armedByShortening(inDays(20), thresholds, now))).toEqual([7, 3, 1, 0]);
  });

  it('there are none for a line that never expires', () => {
    expect(nextMark(null, thresholds, now)).toBeNull();
  });
});
