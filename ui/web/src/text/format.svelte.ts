// Numbers and times in the language of the app: model/format with the language filled in.
import * as plain from '$src/model/format';
import { language } from './language.svelte';

export const format = {
  number: (value: number, digits?: number) => plain.number(language.current, value, digits),
  percent: (ratio: number, digits?: number) => plain.percent(language.current, ratio, digits),
  signed: (value: number, digits?: number) => plain.signed(language.current, value, digits),
  span: (seconds: number) => plain.span(language.current, seconds),
  spanRange: (low: number, high: number) =>
    plain.spanRange(language.current, low, high, language.current === 'de' ? 'bis' : 'to'),
  day: (at: Date) => plain.day(language.current, at),
  dayYear: (at: Date) => plain.dayYear(language.current, at),
  clock: (at: Date) => plain.clock(language.current, at),
  clockZone: (at: Date) => plain.clockZone(language.current, at),
  recent: (at: Date, now: Date) => plain.recent(language.current, at, now),
  moment: (at: Date) => plain.moment(language.current, at),
};
