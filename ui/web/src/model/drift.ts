// Whether what a model sees is still distributed as it was: one feature beside its reference.
import { DriftVerdict, type DriftMeasure, type DriftStanding, type FeatureDrift } from '$gen/drift_pb';
import type { Status } from './status';

export interface DriftBin {
  /** Upper end of a number, the value of a category; nothing for the open one. */
  edge?: number;
  kind: 'number' | 'value' | 'other' | 'new';
  /** Shares, 0 to 1. */
  now: number;
  reference?: number;
}

export interface DriftView {
  verdict: DriftVerdict;
  measure?: DriftMeasure;
  against: 'training' | 'own' | 'none';
  bins: DriftBin[];
  values: number;
}

export const statusOfDrift = (verdict: DriftVerdict): Status =>
  verdict === DriftVerdict.STEADY
    ? 'healthy'
    : verdict === DriftVerdict.DRIFTED
      ? 'degraded'
      : verdict === DriftVerdict.SUSPECTED
        ? 'updating'
        : 'unknown';

const severity = (measure: DriftMeasure | undefined): number =>
  measure ? measure.verdict * 1000 + (measure.threshold > 0 ? measure.psi / measure.threshold : 0) : -1;

/** The judgement that leads: against the training, or its own beginning if that is worse or all there is. */
function leading({ training, own }: FeatureDrift): Pick<DriftView, 'measure' | 'against'> {
  if (!training && !own) return { against: 'none' };
  const byTraining = training !== undefined && severity(training) >= severity(own);
  return byTraining ? { measure: training, against: 'training' } : { measure: own!, against: 'own' };
}

export function driftOf(feature: FeatureDrift): DriftView {
  const { measure, against } = leading(feature);
  const base = { verdict: measure?.verdict ?? DriftVerdict.NOT_ENOUGH_DATA, against };
  const histogram = feature.histogram;
  if (!histogram) return { ...base, ...(measure ? { measure } : {}), bins: [], values: 0 };
  const total = histogram.counts.reduce((sum, each) => sum + Number(each), 0);
  const shares = against === 'own' ? histogram.own : histogram.training;
  const last = histogram.counts.length - 1;
  const bins = histogram.counts.flatMap((count, index): DriftBin[] => {
    const reference = shares[index];
    const edge = histogram.category ? histogram.values[index] : histogram.edges[index];
    const before = histogram.edges[index - 1];
    // Neighbouring edges that are the same leave nothing between them.
    const nothing = count === 0n && !reference;
    if (nothing && (histogram.category || (edge !== undefined && before !== undefined && edge <= before)))
      return [];
    if (nothing && !histogram.category && edge === undefined) return [];
    return [
      {
        kind: !histogram.category
          ? 'number'
          : index === last
            ? 'new'
            : index === last - 1
              ? 'other'
              : 'value',
        ...(edge === undefined ? {} : { edge }),
        now: total ? Number(count) / total : 0,
        ...(reference === undefined ? {} : { reference }),
      },
    ];
  });
  return { ...base, ...(measure ? { measure } : {}), bins, values: total };
}

/** Of a node with several: what is farthest away comes first. */
export const worstStanding = (standings: DriftStanding[]): DriftStanding | undefined =>
  [...standings].sort((left, right) => right.verdict - left.verdict)[0];
