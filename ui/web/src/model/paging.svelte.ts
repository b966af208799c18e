// Pages of a list by the server's tokens: back is where one came from.
export class Paging {
  private tokens = $state<string[]>(['']);

  get token(): string {
    return this.tokens.at(-1)!;
  }
  /** Pages before this one. */
  get before(): number {
    return this.tokens.length - 1;
  }
  next(token: string): void {
    if (token) this.tokens = [...this.tokens, token];
  }
  previous(): void {
    if (this.tokens.length > 1) this.tokens = this.tokens.slice(0, -1);
  }
  restart(): void {
    if (this.tokens.length > 1) this.tokens = [''];
  }
}
