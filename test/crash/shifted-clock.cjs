/**
 * Preloaded into a daemon: its clock shows another time by so many milliseconds as the file named by SHIFTED_CLOCK says, read anew at every SIGUSR2.
 * Timers go on as they did: so does a machine whose clock is set.
 */
const { readFileSync } = require('node:fs');
const process = require('node:process');

const RealDate = Date;
let shift = 0;
const read = () => {
  shift = Number(readFileSync(process.env.SHIFTED_CLOCK, 'utf8'));
};
read();
process.on('SIGUSR2', read);

class ShiftedDate extends RealDate {
  constructor(...parts) {
    if (parts.length === 0) super(RealDate.now() + shift);
    else super(...parts);
  }

  static now() {
    return RealDate.now() + shift;
  }
}
globalThis.Date = ShiftedDate;
