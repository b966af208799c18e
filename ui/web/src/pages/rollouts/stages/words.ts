import type { NodeStage } from '$gen/node_pb';
import { StageKind } from '$gen/node_pb';
import { percentOf } from '$src/model/stages';
import { format } from '$src/text';
import { t } from './text';

/** "shadow", "25 %". */
export const stageText = (stage: NodeStage): string =>
  stage.report?.stage === StageKind.SHADOW ? t.inShadow : t.inWeights(format.number(percentOf(stage)));
