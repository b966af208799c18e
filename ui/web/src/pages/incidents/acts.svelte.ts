// Doing something about incidents, the same from the list on call and from the page of one: told at once, undone where
// that is possible, conflicts in words.
import type { Account } from '$gen/account_pb';
import type { Incident } from '$gen/incident_pb';
import { Role } from '$gen/options_pb';
import * as calls from '$src/api/incidents';
import { toProblem, type Problem } from '$src/api/problem';
import { toast } from '$src/components/toasts.svelte';
import { may, roleNames } from '$src/model/access';
import { t as base } from '$src/text';
import { t } from './text';

/** Why somebody cannot act there; nothing: they may. */
export function blockedFor(
  account: Account | undefined,
  offline: boolean,
  region: string,
  role: Role = Role.OPERATOR,
): string | undefined {
  if (offline) return base.offlineBlocked;
  return account && may(account.grants, role, region) ? undefined : t.needsRole(roleNames[role]);
}

export const isConflict = (problem: Problem): boolean =>
  problem.code === 'aborted' || problem.reason === 'revision_changed' || problem.code === 'already_exists';

export const problemText = (problem: Problem): string =>
  isConflict(problem) ? t.conflict : [problem.message, problem.fix].filter(Boolean).join(' ');

/** What is under way, and what follows an act: `changed` asks for the new state. */
export function createActs(changed: () => void) {
  let busy = $state<string | undefined>();

  async function run(name: string, act: () => Promise<void>): Promise<void> {
    if (busy) return;
    busy = name;
    try {
      await act();
    } catch (error) {
      toast(problemText(toProblem(error)));
    } finally {
      busy = undefined;
      changed();
    }
  }

  return {
    get busy(): string | undefined {
      return busy;
    },
    acknowledge: (incident: Incident) =>
      run(`acknowledge ${incident.id}`, async () => {
        const alerts = await calls.acknowledge(incident);
        toast(t.acknowledged(incident.id), {
          text: t.undo,
          run: () =>
            void run(`undo ${incident.id}`, async () => {
              await calls.unacknowledge(alerts);
              toast(t.unacknowledged(incident.id));
            }),
        });
      }),
    take: (incident: Incident, caller: string) =>
      run(`take ${incident.id}`, async () => {
        await calls.take(incident, caller);
        toast(t.taken(incident.id));
      }),
    pause: (rollout: string, incident: string) =>
      run(`pause ${rollout}`, async () => {
        await calls.pauseRollout(rollout, t.pauseReason(incident));
        toast(t.paused(rollout), {
          text: t.undo,
          run: () =>
            void run(`resume ${rollout}`, async () => {
              await calls.resumeRollout(rollout, t.resumeReason(incident));
              toast(t.resumed(rollout));
            }),
        });
      }),
  };
}

export type Acts = ReturnType<typeof createActs>;
