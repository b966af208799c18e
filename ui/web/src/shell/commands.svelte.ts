// What the palette finds and what keys do. Pages add theirs while they are shown.
import { untrack } from 'svelte';

export interface Command {
  id: string;
  text: string;
  /** Said small at the right: what kind of thing it is. */
  kind?: string;
  run: () => void;
}

export interface KeyCommand {
  /** As shown and as pressed: "a", or "g e" for one after the other. */
  keys: string;
  text: string;
  run: () => void;
}

/** Asked as the person types; `signal` ends what is not wanted any more. */
export type CommandSource = (text: string, signal: AbortSignal) => Promise<Command[]>;

let commands = $state.raw<Command[]>([]);
let keys = $state.raw<KeyCommand[]>([]);
const sources = new Set<CommandSource>();

export const registry = {
  get commands(): readonly Command[] {
    return commands;
  },
  get keys(): readonly KeyCommand[] {
    return keys;
  },
  sources: sources as ReadonlySet<CommandSource>,
};

/** For $effect: returns what takes them away again. */
export function addCommands(added: Command[]): () => void {
  // Whoever adds does not want to hear of what others add.
  commands = [...untrack(() => commands), ...added];
  return () => (commands = commands.filter((each) => !added.includes(each)));
}

export function addKeys(added: KeyCommand[]): () => void {
  keys = [...untrack(() => keys), ...added];
  return () => (keys = keys.filter((each) => !added.includes(each)));
}

export function addSource(source: CommandSource): () => void {
  sources.add(source);
  return () => sources.delete(source);
}

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** Runs the command of a key; "g" waits a second for the second one. */
export function createKeyHandler(now: () => number = Date.now): (event: KeyboardEvent) => void {
  let first = { key: '', until: 0 };
  return (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target))
      return;
    if (document.querySelector('dialog[open]')) return;
    const pressed = first.until > now() ? `${first.key} ${event.key}` : event.key;
    const found = keys.find((each) => each.keys === pressed);
    first = { key: '', until: 0 };
    if (found) {
      event.preventDefault();
      found.run();
    } else if (keys.some((each) => each.keys.startsWith(`${event.key} `))) {
      first = { key: event.key, until: now() + 1000 };
    }
  };
}
