// What the grants of an account let it do, as the server decides it. Only to say beforehand what would be refused: the
// server decides anyway.
import type { Grant } from '$gen/access_pb';
import { Role } from '$gen/options_pb';

export const roleNames: Record<Role, string> = {
  [Role.UNSPECIFIED]: 'unknown',
  [Role.VIEWER]: 'viewer',
  [Role.OPERATOR]: 'operator',
  [Role.APPROVER]: 'approver',
  [Role.SECURITY_ADMIN]: 'security-admin',
  [Role.ENROLLER]: 'enroller',
  [Role.AUDITOR]: 'auditor',
  [Role.ADMINISTRATOR]: 'administrator',
};

function includes(granted: Role, needed: Role): boolean {
  if (granted === needed || granted === Role.ADMINISTRATOR || needed === Role.VIEWER) return true;
  return (
    (granted === Role.OPERATOR && needed === Role.ENROLLER) ||
    (granted === Role.SECURITY_ADMIN && needed === Role.AUDITOR)
  );
}

type GrantLike = Pick<Grant, 'role' | 'regions'>;

/** `region`: empty for what is about the whole fleet; nothing: anywhere at all. */
export function may(grants: readonly GrantLike[], needed: Role, region?: string): boolean {
  return grants.some((grant) => {
    const there =
      grant.regions.length === 0 || region === undefined || (region !== '' && grant.regions.includes(region));
    return there && includes(grant.role, needed);
  });
}
