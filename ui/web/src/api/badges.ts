// How much waits behind the entries of the navigation. Loaded after the shell stands.
import { AlertService } from '$gen/alert_pb';
import { groupsAlone } from '$src/model/attention';
import { waitingList } from '$src/model/approvals';
import { clientOf } from './calls';
import { loadWaiting } from './waiting';

export interface Badges {
  /** Groups that page somebody now. */
  now?: number;
  /** Waves and steps that wait for somebody to agree. */
  approvals?: number;
}

/** What does not answer, or is not for this person, has no number. */
export async function loadBadges(signal: AbortSignal): Promise<Badges> {
  const [groups, waiting] = await Promise.allSettled([
    clientOf(AlertService).listAlertGroups({ options: { pageSize: 1000 } }, { signal }),
    loadWaiting(signal),
  ]);
  return {
    ...(groups.status === 'fulfilled'
      ? { now: groupsAlone(groups.value.groups, []).filter(({ page }) => page).length }
      : {}),
    ...(waiting.status === 'fulfilled' && !waiting.value.missing
      ? { approvals: waitingList(waiting.value.rollouts, waiting.value.runs, undefined, 0).length }
      : {}),
  };
}
