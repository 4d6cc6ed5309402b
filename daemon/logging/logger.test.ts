import { createLogger } from '.';

type Line = Readonly<Record<string, unknown>>;

function logged(format: 'ecs' | 'text' = 'ecs') {
  const texts: string[] = [];
  const logger = createLogger({ level: 'debug', format }, { write: (text: string) => void texts.push(text) });
  return { logger, texts, last: () => JSON.parse(texts.at(-1) ?? '{}') as Line };
}

describe('the log', () => {
  it('speaks the Elastic Common Schema, with own fields under one name', () => {
    const { logger, last } = logged();
    logger.child({ part: 'inbox', panel: 'main' }).warn({ source: 'stripe', tookMs: 12 }, 'A message');
    expect(last()).toEqual({
      '@timestamp': expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/) as string,
      'log.level': 'warn',
      'log.logger': 'inbox',
      message: 'A message',
      'ecs.version': expect.stringMatching(/^\d/) as string,
      'service.name': 'xtream-ui-sync',
      'service.version': expect.any(String) as string,
      'event.dataset': 'xtream-ui-sync',
      'xtream_ui.panel': 'main',
      'xtream_ui.source': 'stripe',
      'xtream_ui.took_ms': 12,
    });
  });

  it('gives no field twice, however many children a logger has', () => {
    const { logger, texts } = logged();
    logger.child({ part: 'commands' }).child({ command: 'k' }).info({ panel: 'main' }, 'x');
    const names = [...(texts[0] ?? '').matchAll(/"([a-z@_.]+)":/g)].map((match) => match[1]);
    expect(new Set(names).size).toBe(names.length);
  });

  it('tells an error by type, message and stack, with its causes', () => {
    const { logger, last } = logged();
    const cause = Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
    logger.error({ err: new TypeError('no answer', { cause }) }, 'x');
    const { error } = last() as { error: { type: string; message: string; stack_trace: string } };
    expect(error).toMatchObject({ type: 'TypeError', message: 'no answer' });
    expect(error.stack_trace).toMatch(/TypeError: no answer[^]*Caused by: Error: refused[^]*\[ECONNREFUSED\]/);
  });

  it('holds no secret, wherever it is logged, nor what HTTP clients hang on to errors', () => {
    const { logger, texts } = logged();
    const key = 'b7f0c2d4e6a8';
    logger.child({ token: key, panel: { apiKey: key } }).info(
      {
        apiKey: key,
        password: key,
        secretKey: key,
        config: { apiKey: key, headers: { authorization: key } },
        err: Object.assign(new Error('Request failed'), { config: { headers: { cookie: key } }, token: key }),
      },
      'x',
    );
    expect(texts.join('')).not.toContain(key);
    expect(texts.join('')).toContain('[secret]');
  });

  it('speaks to people where that is wanted', () => {
    const { logger, texts } = logged('text');
    logger.child({ part: 'commands' }).warn({ panel: 'main', problem: 'no such line' }, 'command failed');
    expect(texts[0]).toMatch(/^\S+Z WARN {2}commands: command failed panel=main problem="no such line"\n$/);
    logger.error({ err: new Error('the disk is full') }, 'x');
    expect(texts[1]).toMatch(/ERROR x\n {4}Error: the disk is full\n {4} +at /);
  });
});
