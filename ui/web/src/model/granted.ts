// What the grants of an account allow, as the server will see it: everybody may look, an administrator may do everything.
import type { Account } from '$gen/account_pb';
import { Role } from '$gen/options_pb';

const alsoHas: Partial<Record<Role, Role[]>> = {
  [Role.OPERATOR]: [Role.ENROLLER],
  [Role.SECURITY_ADMIN]: [Role.AUDITOR],
};

const includes = (given: Role, needed: Role) =>
  given === needed ||
  given === Role.ADMINISTRATOR ||
  needed === Role.VIEWER ||
  (alsoHas[given]?.includes(needed) ?? false);

/** `region`: there; nothing: somewhere. A grant without regions is for the whole fleet. */
export function granted(account: Account | undefined, needed: Role, region?: string): boolean {
  return (account?.grants ?? []).some(
    (grant) =>
      includes(grant.role, needed) &&
      (region === undefined || grant.regions.length === 0 || grant.regions.includes(region)),
  );
}

/** For what belongs to the fleet as a whole. */
export const grantedEverywhere = (account: Account | undefined, needed: Role): boolean =>
  (account?.grants ?? []).some((grant) => includes(grant.role, needed) && grant.regions.length === 0);
