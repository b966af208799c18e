// The stages of a plan in words.
import type { ShadowStage, Stages, WeightStage } from '$gen/rollout_pb';
import { shareText } from '$src/model/stages';
import { secondsOf } from '$src/model/wire';
import type { format as Format } from '$src/text';
import { t } from './text';

/** What belongs to a number stays on its line. */
const together = (text: string) => text.replaceAll(/(\d) (?=%|MB|s\b|min\b|h\b|d\b)/g, '$1\u00a0');

type Words = Pick<typeof Format, 'number' | 'span'>;

export function shadowLimits(stage: ShadowStage, { number, span }: Words): string {
  const share = (value: number) => shareText(value, number);
  const own = [
    stage.memoryMb > 0 ? t.memory(number(stage.memoryMb)) : '',
    stage.cpuPercent > 0 ? t.cpu(number(stage.cpuPercent)) : '',
  ].filter(Boolean);
  const plan = t.shadowPlan(
    span(secondsOf(stage.minTime) ?? 0),
    span(secondsOf(stage.limit) ?? 0),
    share(stage.good),
    share(stage.bad),
    share(stage.maxErrors),
  );
  return together(own.length ? `${plan} ${t.shadowLimits(own.join(t.and))}` : plan);
}

export function weightLimits(stage: WeightStage, { number, span }: Words): string {
  const share = (value: number) => shareText(value, number);
  const last = stage.steps.at(-1);
  const before = stage.steps.slice(0, -1).join(', ');
  const steps = before ? `${before}${t.and}${last}` : String(last ?? 100);
  const parts = [
    t.weightsPlan(
      steps,
      span(secondsOf(stage.minTime) ?? 0),
      number(Number(stage.minRequests)),
      span(secondsOf(stage.limit) ?? 0),
    ),
    t.weightsBack(share(stage.differ), share(stage.maxErrors)),
  ];
  return together(parts.join(' '));
}

/** One for each stage, in their order. */
export function limitsOf({ shadow, weights }: Stages, words: Words): { name: string; text: string }[] {
  return [
    ...(shadow ? [{ name: t.shadow, text: shadowLimits(shadow, words) }] : []),
    ...(weights ? [{ name: t.weights, text: weightLimits(weights, words) }] : []),
  ];
}
