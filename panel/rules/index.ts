export {
  addDuration,
  checkExpiry,
  instantFromUnix,
  isTimeZone,
  latestExpiry,
  parseInstant,
  renewedExpiry,
  unixFromInstant,
} from './time';
export { checkLineCredential, makeLineCredential, wouldBeMangled } from './credentials';
export { checkCustomAction, checkCustomName, isCustomRead, withoutCredentials, withoutSecrets } from './custom';
