// The name of the environment, when the server says one. It is never made up.
let name = $state<string | undefined>();

export const environment = {
  get name(): string | undefined {
    return name;
  },
  set(next: string | undefined): void {
    name = next || undefined;
  },
};
