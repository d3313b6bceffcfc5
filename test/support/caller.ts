/** An answer with its body read. */
export interface Answer {
  status: number;
  headers: Headers;
  // The body is whatever the route answers; tests look into it with matchers.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  body: any;
  text: string;
  bytes: Buffer;
}

type Sent = Promise<Answer> & { expect: (status: number) => Promise<Answer> };

/** Calls the API over HTTP as somebody. */
export class Caller {
  constructor(
    readonly url: string,
    /** What tells the server who calls. */
    readonly headers: Record<string, string> = {},
  ) {}

  get(path: string, headers?: Record<string, string>): Sent {
    return this.send('GET', path, undefined, headers);
  }
  post(path: string, body?: unknown, headers?: Record<string, string>): Sent {
    return this.send('POST', path, body, headers);
  }
  put(path: string, body?: unknown): Sent {
    return this.send('PUT', path, body);
  }
  patch(path: string, body?: unknown): Sent {
    return this.send('PATCH', path, body);
  }
  delete(path: string, body?: unknown): Sent {
    return this.send('DELETE', path, body);
  }

  /** Paths start after `/api/v1`; a path that starts with `//` starts at the root. A body that is text or bytes goes as it is. */
  send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Sent {
    const answer = this.fetch(method, path, body, headers);
    return Object.assign(answer, {
      expect: async (status: number) => {
        const given = await answer;
        if (given.status !== status)
          throw new Error(
            `${method} ${path} answered ${given.status}, not ${status}: ${given.text.slice(0, 600)}`,
          );
        return given;
      },
    });
  }

  private async fetch(
    method: string,
    path: string,
    body: unknown,
    headers: Record<string, string>,
  ): Promise<Answer> {
    const isRaw = typeof body === 'string' || body instanceof Uint8Array || body instanceof FormData;
    const response = await fetch(
      path.startsWith('//') ? `${this.url}${path.slice(1)}` : `${this.url}/api/v1${path}`,
      {
        method,
        headers: {
          ...this.headers,
          ...(body === undefined || body instanceof FormData ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: isRaw ? body : JSON.stringify(body) }),
        redirect: 'manual',
      },
    );
    const bytes = Buffer.from(await response.arrayBuffer());
    const text = bytes.toString('utf8');
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    return {
      status: response.status,
      headers: response.headers,
      body: isJson && text ? JSON.parse(text) : text,
      text,
      bytes,
    };
  }
}
