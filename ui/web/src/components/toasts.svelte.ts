// Short messages at the lower edge: results of what the person did. Errors of a panel stay in the panel.
export interface Toast {
  id: number;
  text: string;
  action?: { text: string; run: () => void };
}

const shownFor = 10_000;
let list = $state<Toast[]>([]);
let last = 0;

export const toasts = {
  get list(): readonly Toast[] {
    return list;
  },
  close(id: number): void {
    list = list.filter((each) => each.id !== id);
  },
};

export function toast(text: string, action?: Toast['action']): void {
  const id = ++last;
  list = [...list.slice(-2), { id, text, ...(action ? { action } : {}) }];
  setTimeout(() => toasts.close(id), shownFor);
}
