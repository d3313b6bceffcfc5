import { Secret, TOTP } from 'otpauth';
import type { Caller } from './caller.js';

/** What an authenticator that was given this address shows at an instant. */
export function codeAt(uri: string, when: number): string {
  const secret = new URL(uri).searchParams.get('secret') ?? '';
  return new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: when });
}

/** Enrols a second factor; answers what shows the next code, which was not taken by the enrolment. */
export async function aSecondFactor(staff: Caller): Promise<() => string> {
  const { body } = await staff.post('/staff/second-factor').expect(201);
  const uri = String(body.uri);
  await staff.put('/staff/second-factor', { code: codeAt(uri, Date.now()) }).expect(200);
  return () => codeAt(uri, Date.now() + 30_000);
}
