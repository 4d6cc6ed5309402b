import { connect } from 'node:net';

/** Whether a server on this machine says what its kind says to a greeting: a socket alone opens before it is ready. Never rejects. */
export function answers(
  port: number,
  greeting: string,
  isAnswer: (said: Buffer) => boolean = () => true,
): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(greeting, 'latin1'));
    const end = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('data', (said) => end(isAnswer(said)));
    socket.once('error', () => end(false));
    socket.setTimeout(1000, () => end(false));
  });
}
