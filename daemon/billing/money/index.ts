export { amountOf, decimalOf, formatAmount, type Money } from './amount';
export { RateTable, type Converted } from './convert';
export { currencies, currencyName, decimalsOf, isCurrency } from './currency';
export { isDay, rateSettings, type Rate } from './rate';
export { Rates, type RateQuery, type RateView } from './rates';
export { moneyMigrations } from './tables';
export { monthsBetween, monthsOf, perMonth } from './monthly';
