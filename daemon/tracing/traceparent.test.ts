import { parentOf } from './traceparent';

const trace = '0af7651916cd43dd8448eb211c80319c';
const span = 'b7ad6b7169203331';

it.each([
  [`00-${trace}-${span}-01`, 1],
  [`00-${trace}-${span}-00`, 0],
  [`00-${trace}-${span}-03`, 1],
  [`01-${trace}-${span}-01-what-is-to-come`, 1],
])('%s names a parent', (header, traceFlags) => {
  expect(parentOf(header)).toEqual({ traceId: trace, spanId: span, traceFlags, isRemote: true });
});

it.each([
  undefined,
  '',
  `ff-${trace}-${span}-01`,
  `00-${trace}-${span}-01-more`,
  `00-${'0'.repeat(32)}-${span}-01`,
  `00-${trace}-${'0'.repeat(16)}-01`,
  `00-${trace.toUpperCase()}-${span}-01`,
  `00-${trace}-${span}`,
  `00-${trace}-${span}-01, 00-${trace}-${span}-01`,
])('%s names none', (header) => {
  expect(parentOf(header)).toBeUndefined();
});
