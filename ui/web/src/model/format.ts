// Numbers and times as people read them. Times are those of the reader's zone.
export type Locale = 'en' | 'de';

// English as written outside of America: 24 Nov, 14:05, 98,412.
const tags: Record<Locale, string> = { en: 'en-GB', de: 'de-DE' };
const unknown = '–';

export function number(locale: Locale, value: number, digits = 0): string {
  if (!Number.isFinite(value)) return unknown;
  const options = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return new Intl.NumberFormat(tags[locale], options).format(value).replace('-', '−');
}

/** `ratio`: 0.9994 becomes 99.94 (without the sign, which has its own place). */
export function percent(locale: Locale, ratio: number, digits = 0): string {
  return number(locale, ratio * 100, digits);
}

/** With + or − before it; nothing before a zero. */
export function signed(locale: Locale, value: number, digits = 0): string {
  const text = number(locale, value, digits);
  return value > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}

/** Seconds as the two biggest units that say enough: 42 s, 9 min, 2 h 5 min, 2.1 d. */
export function span(locale: Locale, seconds: number): string {
  if (!Number.isFinite(seconds)) return unknown;
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 100) return `${whole} s`;
  const minutes = Math.round(whole / 60);
  if (minutes < 100) return `${minutes} min`;
  if (minutes < 24 * 60) {
    const rest = minutes % 60;
    return rest ? `${Math.floor(minutes / 60)} h ${rest} min` : `${minutes / 60} h`;
  }
  const days = whole / 86_400;
  return days < 10
    ? `${number(locale, days, Number.isInteger(days) ? 0 : 1)} d`
    : `${number(locale, days)} d`;
}

/** "3 to 14 min", "60 s to 9 min": the unit once where it is the same. */
export function spanRange(locale: Locale, low: number, high: number, to: string): string {
  const [first, second] = [span(locale, low), span(locale, high)];
  const [, unit] = /^\S+ (\S+)$/.exec(first) ?? [];
  return unit && second.endsWith(` ${unit}`) && second.split(' ').length === 2
    ? `${first.slice(0, -unit.length - 1)} ${to} ${second}`
    : `${first} ${to} ${second}`;
}

const formatted = (locale: Locale, at: Date, options: Intl.DateTimeFormatOptions) =>
  Number.isNaN(at.getTime()) ? unknown : new Intl.DateTimeFormat(tags[locale], options).format(at);

export const day = (locale: Locale, at: Date) => formatted(locale, at, { day: 'numeric', month: 'short' });

export const dayYear = (locale: Locale, at: Date) =>
  formatted(locale, at, { day: 'numeric', month: 'short', year: 'numeric' });

export const clock = (locale: Locale, at: Date) =>
  formatted(locale, at, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

export const clockZone = (locale: Locale, at: Date) =>
  formatted(locale, at, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZoneName: 'short' });

export const moment = (locale: Locale, at: Date) => `${day(locale, at)} ${clock(locale, at)}`;

const todays: Record<Locale, string> = { en: 'today', de: 'heute' };

/** "today 13:51", or the day and the time. */
export const recent = (locale: Locale, at: Date, now: Date) =>
  at.toDateString() === now.toDateString() ? `${todays[locale]} ${clock(locale, at)}` : moment(locale, at);
