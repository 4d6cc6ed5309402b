/** Tests that start real programs wait for conditions of their own; this only ends what hangs. */
jest.setTimeout(20 * 60_000);
