// The fleet of the stories: regions and sites of resources/fleets/demo.yaml.
import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { InstallState, Liveness, NodeHealth, NodeIdentity, NodeSchema, type Node } from '$gen/node_pb';
import { storyTime } from './fake';

export const regions = ['eu-west', 'eu-north', 'us-east', 'ap-south'] as const;

export const sites = [
  ['rotterdam', 'eu-west'],
  ['antwerp', 'eu-west'],
  ['gothenburg', 'eu-north'],
  ['baltimore', 'us-east'],
  ['montreal', 'us-east'],
  ['chennai', 'ap-south'],
] as const;

const minutesAgo = (minutes: number) => timestampFromDate(new Date(storyTime.getTime() - minutes * 60_000));

function healthOf(index: number): NodeHealth {
  if (index % 41 === 7) return NodeHealth.FAILED;
  if (index % 29 === 3) return NodeHealth.DEGRADED;
  if (index % 37 === 5) return NodeHealth.OFFLINE;
  if (index % 23 === 11) return NodeHealth.UPDATING;
  return NodeHealth.HEALTHY;
}

export function nodeAt(index: number, more: MessageInitShape<typeof NodeSchema> = {}): Node {
  const [site, region] = sites[index % sites.length]!;
  const health = healthOf(index);
  const offline = health === NodeHealth.OFFLINE;
  return create(NodeSchema, {
    id: `018f-${index.toString(16).padStart(8, '0')}`,
    name: `${site}-${String(index).padStart(5, '0')}`,
    region,
    site,
    hardware: index % 3 ? 'x86-64' : 'arm64',
    agentVersion: '0.1.0',
    identity: NodeIdentity.ACTIVE,
    liveness: offline ? Liveness.OFFLINE : Liveness.LIVE,
    health,
    lastSeen: minutesAgo(offline ? 47 : 0),
    workloads: [
      {
        workload: 'meter-reader',
        artifact: 'meter-reader',
        version: index % 5 ? '1.2.0' : '1.1.0',
        desired: '1.2.0',
        state: InstallState.COMMITTED,
        proven: true,
      },
    ],
    ...more,
  } as MessageInitShape<typeof NodeSchema>);
}

export const fleetOf = (count: number): Node[] => Array.from({ length: count }, (_, index) => nodeAt(index));
