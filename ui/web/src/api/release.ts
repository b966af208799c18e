// Whether the app that is loaded is the one that this server carries. A page may stay open while the server is replaced.
import { writable, type Readable } from 'svelte/store';

export interface Mismatch {
  server: string;
  app: string;
  serverIsNewer: boolean;
}

export interface Release extends Readable<Mismatch | undefined> {
  /** The server said which version it is. */
  told(version: string): void;
}

/** Numbers count as numbers: 0.10 is after 0.9. What comes after the numbers is not compared. */
function isBefore(left: string, right: string): boolean {
  const [of, other] = [left, right].map((version) => version.split(/[.+-]/).map(Number));
  for (let at = 0; at < Math.max(of!.length, other!.length); ++at) {
    const difference = (of![at] || 0) - (other![at] || 0);
    if (difference) return difference < 0;
  }
  return false;
}

export function createRelease(app: string = __APP_VERSION__): Release {
  const { subscribe, set } = writable<Mismatch | undefined>();
  return {
    subscribe,
    told: (server) =>
      set(
        server === '' || server === app ? undefined : { server, app, serverIsNewer: isBefore(app, server) },
      ),
  };
}
