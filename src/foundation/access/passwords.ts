import { hash, verify } from '@node-rs/argon2';

// 19 MiB, two passes, one lane; Argon2id is the library's default, and a test holds it to that.
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

let nobody: Promise<string> | undefined;

/** A password's hash in PHC form. */
export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFKC'), COST);
}

/** Whether the password is the one; takes as long where there is none, so that time tells nobody who has an account. */
export async function isPassword(password: string, phc: string | null): Promise<boolean> {
  nobody ??= hashPassword('nobody has this password');
  const matches = await verify(phc ?? (await nobody), password.normalize('NFKC'));
  return matches && phc !== null;
}
