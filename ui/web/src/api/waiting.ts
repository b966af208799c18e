// What waits for somebody to agree: rollouts and runs. One of both alone is shown too, and says so.
import { RolloutService, type Rollout } from '$gen/rollout_pb';
import { RunService, type Run } from '$gen/run_pb';
import { clientOf } from './calls';
import { toProblem, type Problem } from './problem';

export interface Both {
  rollouts: Rollout[];
  runs: Run[];
  missing: Problem | undefined;
}

export async function loadWaiting(signal: AbortSignal): Promise<Both> {
  const [rollouts, runs] = await Promise.allSettled([
    clientOf(RolloutService).listRollouts(
      { options: { filter: 'state:(awaiting_approval|running|paused)', pageSize: 200 } },
      { signal },
    ),
    clientOf(RunService).listRuns({ options: { filter: 'state:waiting', pageSize: 200 } }, { signal }),
  ]);
  if (rollouts.status === 'rejected' && runs.status === 'rejected') throw toProblem(rollouts.reason);
  const failed = [rollouts, runs].find((each) => each.status === 'rejected');
  return {
    rollouts: rollouts.status === 'fulfilled' ? rollouts.value.rollouts : [],
    runs: runs.status === 'fulfilled' ? runs.value.runs : [],
    missing: failed ? toProblem(failed.reason) : undefined,
  };
}
