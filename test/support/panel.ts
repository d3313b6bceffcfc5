import { Caller } from './caller.js';
import type { Carrel } from './carrel.js';
import type { TestStaff } from './people.js';

/** The cookie that an answer sets, as a browser sends it back. */
export function cookieOf(answer: { headers: Headers }): string {
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');
}

/** Asks the panel as a browser would, with the session of somebody who signed in at its door. */
export class PanelVisitor {
  private readonly caller: Caller;

  constructor(
    private readonly url: string,
    readonly cookie: string,
  ) {
    this.caller = new Caller(url, { cookie });
  }

  /** Paths start after `/admin`. */
  get(path: string, headers: Record<string, string> = {}) {
    return this.caller.send('GET', `//admin${path}`, undefined, headers);
  }

  /** Sends fields as AdminJS's pages do. */
  post(path: string, fields: Record<string, string | Blob> = {}, headers: Record<string, string> = {}) {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    return this.caller.send('POST', `//admin${path}`, form, { origin: this.url, ...headers });
  }

  list(section: string, query = '') {
    return this.get(`/api/resources/${section}/actions/list${query}`);
  }

  show(section: string, id: string, action = 'show') {
    return this.get(`/api/resources/${section}/records/${id}/${action}`);
  }

  perform(section: string, id: string, action: string, fields: Record<string, string | Blob> = {}) {
    return this.post(`/api/resources/${section}/records/${id}/${action}`, fields);
  }
}

/** Signs in at the panel's door. */
export async function atThePanel(carrel: Carrel, { email, password }: TestStaff): Promise<PanelVisitor> {
  const door = new PanelVisitor(carrel.url, '');
  return new PanelVisitor(carrel.url, cookieOf(await door.post('/login', { email, password }).expect(303)));
}
