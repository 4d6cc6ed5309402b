/** The demo panel's state in a MariaDB or MySQL, in the schema of a real panel. */
export { startDemoDatabase, type DatabaseServer, type DemoDatabase, type DemoSchema } from './database';
