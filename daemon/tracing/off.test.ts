const packages = ['api', 'resources', 'sdk-trace', 'exporter-trace-otlp-http'];

it('nothing of OpenTelemetry is loaded with the daemon', () => {
  const loaded: string[] = [];
  for (const name of packages) {
    jest.doMock(`@opentelemetry/${name}`, () => {
      loaded.push(name);
      return {};
    });
  }
  jest.requireActual('../daemon');
  expect(loaded).toEqual([]);
});
