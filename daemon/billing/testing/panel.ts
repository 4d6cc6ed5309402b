/** The row of the panel main, as after a whole pass. */
export const readyPanel = {
  panel: 'main',
  state: 'ready',
  problem: null,
  problem_since: null,
  baseline_at: '2026-12-31T00:00:00Z',
  last_pass_at: null,
  next_pass_at: null,
  starting: 0,
  dialect: 'xui',
  explanation: null,
  skew_seconds: null,
  passes_asked: 0,
  passes_answered: 0,
  held: 0,
  confirmed: 0,
  rejected: 0,
};
