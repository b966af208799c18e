// Which commands fit to what was typed, the best first.
import type { Command } from './commands.svelte';

/** Lower is better; nothing: it does not fit. All letters must occur in order. */
export function score(text: string, wanted: string): number | undefined {
  const where = text.toLowerCase();
  const what = wanted.toLowerCase();
  const at = where.indexOf(what);
  if (at === 0) return 0;
  if (at > 0) return where[at - 1] === ' ' || where[at - 1] === '-' ? 1 : 2;
  let from = 0;
  for (const letter of what) {
    const next = where.indexOf(letter, from);
    if (next < 0) return undefined;
    from = next + 1;
  }
  return 3 + from / 1000;
}

export function rank(commands: Command[], wanted: string): Command[] {
  const text = wanted.trim();
  if (!text) return commands;
  return commands
    .map((command, index) => ({ command, index, score: score(command.text, text) }))
    .filter((each) => each.score !== undefined)
    .sort((left, right) => left.score! - right.score! || left.index - right.index)
    .map((each) => each.command);
}
