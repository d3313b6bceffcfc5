/** Calls the API for a component, with an access token that lives in memory only. */
export class Session {
  private bearer: Promise<string> | undefined;

  constructor(
    private readonly apiBase: string,
    /** On our own pages: where a signed-in page gets its token. Elsewhere the embedding page gives one. */
    private readonly source: { token: string } | { address: string; formToken: string },
  ) {}

  /** Calls a route below `/api/v1`. @throws Error for every answer that is not a success */
  async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const first = await this.send(method, path, body);
    const response = first.status === 401 && this.forget() ? await this.send(method, path, body) : first;
    if (!response.ok) throw new Error(`${method} answered ${response.status}`);
    return (await response.json()) as T;
  }

  private async send(method: string, path: string, body: unknown): Promise<Response> {
    return fetch(`${this.apiBase}${path}`, {
      method,
      credentials: 'omit',
      headers: {
        authorization: `Bearer ${await this.token()}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  private token(): Promise<string> {
    if ('token' in this.source) return Promise.resolve(this.source.token);
    this.bearer ??= fresh(this.source);
    return this.bearer;
  }

  /** Whether another token can be had. */
  private forget(): boolean {
    this.bearer = undefined;
    return !('token' in this.source);
  }
}

async function fresh({ address, formToken }: { address: string; formToken: string }): Promise<string> {
  const response = await fetch(address, { method: 'POST', body: new URLSearchParams({ _form: formToken }) });
  if (!response.ok) throw new Error(`the session answered ${response.status}`);
  return ((await response.json()) as { accessToken: string }).accessToken;
}
