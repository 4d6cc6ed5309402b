export {
  customerFields,
  Customers,
  detailsOf,
  emailKeyOf,
  type CustomerField,
  type CustomerView,
  type ToldCustomer,
} from './customers';
export { customerMigrations } from './tables';
