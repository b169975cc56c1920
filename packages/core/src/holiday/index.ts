export { HOLIDAYS_MAX, HolidayCommand, HolidayRejection } from "./commands.ts"
export { decide } from "./decide.ts"
export { HOLIDAY_CAMPAIGNS_MAX, HolidayEvent } from "./events.ts"
export { evolve, holidaysOf, noHolidays, type Holiday, type Holidays } from "./state.ts"
