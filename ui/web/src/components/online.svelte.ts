// Whether the device has a network at all, as the browser says it: false is sure, true is not.
import { createSubscriber } from 'svelte/reactivity';

const subscribe = createSubscriber((update) => {
  addEventListener('online', update);
  addEventListener('offline', update);
  return () => {
    removeEventListener('online', update);
    removeEventListener('offline', update);
  };
});

export const network = {
  get online(): boolean {
    subscribe();
    return navigator.onLine;
  },
};
