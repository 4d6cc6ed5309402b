export { Registrations, type Registration } from './registrations';
export { registrationMigrations } from './tables';
