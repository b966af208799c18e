export const periods = [7, 30, 90] as const;

/** Days of "?period=30"; 30 for anything that is not offered. */
export const periodOf = (text: string | undefined): number =>
  periods.find((days) => String(days) === text) ?? 30;
