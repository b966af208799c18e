// Dark or light: what the person chose, or the system's. The style sheet follows <html data-theme>.
export type Theme = 'system' | 'dark' | 'light';

const key = 'flotilla.theme';
const order: Theme[] = ['system', 'dark', 'light'];

function initial(): Theme {
  const chosen = localStorage.getItem(key);
  return chosen === 'dark' || chosen === 'light' ? chosen : 'system';
}

let current = $state<Theme>(initial());

function apply(): void {
  if (current === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = current;
}
apply();

export const theme = {
  get current(): Theme {
    return current;
  },
  set(next: Theme): void {
    current = next;
    localStorage.setItem(key, next);
    apply();
  },
  next(): void {
    theme.set(order[(order.indexOf(current) + 1) % order.length]!);
  },
};
