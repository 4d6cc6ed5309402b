export { openDatabase, type DatabaseConnection, type DatabaseOptions } from './database';
