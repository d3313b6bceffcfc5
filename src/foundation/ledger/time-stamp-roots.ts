import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Certificate } from 'pkijs';
import { WrongSetting, type Config } from '../../config.js';
import { TimeStampAuthority } from './time-stamps.js';

const PEM = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** The authority that the settings name, or null. @throws WrongSetting when its roots cannot be read */
export function authorityOf({ timestampUrl, timestampCa }: Config): TimeStampAuthority | null {
  if (timestampUrl === undefined) return null;
  return new TimeStampAuthority(timestampUrl, timestampCa === undefined ? [] : rootsIn(timestampCa));
}

function rootsIn(path: string): Certificate[] {
  try {
    const roots = (readFileSync(path, 'utf8').match(PEM) ?? []).map((pem) =>
      Certificate.fromBER(new Uint8Array(new X509Certificate(pem).raw)),
    );
    if (roots.length) return roots;
  } catch (error) {
    throw new WrongSetting(
      `LEDGER_TIMESTAMP_CA is "${path}", which cannot be read: ${(error as Error).message}.`,
    );
  }
  throw new WrongSetting(`LEDGER_TIMESTAMP_CA is "${path}", which holds no certificate in PEM.`);
}
