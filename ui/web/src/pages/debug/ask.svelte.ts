// What the page about one node asks the server, with the time and workload that the address says.
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { create } from '@bufbuild/protobuf';
import { DurationSchema } from '@bufbuild/protobuf/wkt';
import { DriftService } from '$gen/drift_pb';
import { IncidentService } from '$gen/incident_pb';
import { NodeService } from '$gen/node_pb';
import { ObjectiveService, type GetIndicatorsRequest } from '$gen/objective_pb';
import { RolloutService } from '$gen/rollout_pb';
import type { MessageInitShape } from '@bufbuild/protobuf';
import type { GetIndicatorsRequestSchema } from '$gen/objective_pb';
import { clientOf } from '$src/api/calls';
import { toProblem } from '$src/api/problem';
import { now } from '$src/components/now.svelte';
import { historyOf, type History } from '$src/model/history';
import { boundsOf, type TimeRange } from '$src/model/timeRange';

export type Place = Pick<
  MessageInitShape<typeof GetIndicatorsRequestSchema>,
  'node' | 'region' | 'workload' | 'version'
>;
export type { GetIndicatorsRequest };

const at = (seconds: number) => timestampFromDate(new Date(seconds * 1000));

/** The grain of the server, once it said so. */
let slot = 60;

/** The steps of a place. A server with a coarser grain is asked again with its own. */
export async function askHistory(place: Place, range: TimeRange, signal: AbortSignal): Promise<History> {
  for (let grain = slot; ; grain *= 5) {
    const bounds = boundsOf(range, now.current / 1000, grain);
    try {
      const answer = await clientOf(ObjectiveService).getIndicatorHistory(
        {
          place: { ...place, from: at(bounds.from), to: at(bounds.to) },
          step: create(DurationSchema, { seconds: BigInt(bounds.step) }),
        },
        { signal },
      );
      slot = Number(answer.slot?.seconds ?? slot);
      return historyOf(answer, bounds);
    } catch (error) {
      if (toProblem(error).field !== 'step' || grain > 3600) throw error;
    }
  }
}

export const askNode = (node: string) => (signal: AbortSignal) =>
  clientOf(NodeService).getNode({ node }, { signal });

/** What happened around it; each part may be missing, the page goes on without. */
export async function askStory(node: string, signal: AbortSignal) {
  const options = { pageSize: 100 };
  const [events, rollouts, incidents] = await Promise.all([
    clientOf(NodeService).listNodeEvents({ node, options }, { signal }),
    clientOf(RolloutService).listRollouts(
      { options: { pageSize: 50, orderBy: 'created_at desc' } },
      { signal },
    ),
    clientOf(IncidentService)
      .listIncidents({ options: { pageSize: 50 } }, { signal })
      .catch(() => ({ incidents: [] })),
  ]);
  return { events: events.events, rollouts: rollouts.rollouts, incidents: incidents.incidents };
}
export type Story = Awaited<ReturnType<typeof askStory>>;

export const askDrift = (node: string) => (signal: AbortSignal) =>
  clientOf(DriftService).getDrift({ node, histograms: true }, { signal });
