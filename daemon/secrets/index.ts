export { Sealer, secretFromFile } from './sealer';
