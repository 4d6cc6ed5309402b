export { createSheets, demoSpreadsheet } from './provider';
