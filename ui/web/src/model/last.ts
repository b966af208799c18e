/** The last one that fits; nothing when none does. */
export const lastOf = <T>(list: readonly T[], fits: (each: T) => boolean): T | undefined =>
  list.filter(fits).at(-1);
