/** What tells one case of the EDPB's guidelines from another. */
export const CASE_FEATURES = [
  'ransomware', 'no-backup', 'exfiltrated', 'special-categories', 'website', 'passwords', 'passwords-hashed',
  'credential-stuffing', 'insider', 'sent-by-mistake', 'trusted-recipient', 'device', 'paper', 'encrypted', 'post',
  'e-mail', 'few-affected', 'impersonation', 'financial', 'mailbox',
] as const; // prettier-ignore
export type CaseFeature = (typeof CASE_FEATURES)[number];

/** A case of EDPB Guidelines 01/2021 (v2.0, 14 December 2021) with what the Board concludes; each is recorded (Art. 33(5)). */
export interface EdpbCase {
  readonly number: number;
  readonly title: string;
  readonly features: readonly CaseFeature[];
  readonly notifyAuthority: boolean;
  readonly communicateToSubjects: boolean;
}

type Row = readonly [title: string, features: readonly CaseFeature[], authority: boolean, subjects: boolean];

const rows: readonly Row[] = [
  ['Ransomware with proper backup and without exfiltration', ['ransomware'], false, false],
  ['Ransomware without proper backup', ['ransomware', 'no-backup'], true, false],
  ['Ransomware with backup and without exfiltration in a hospital', ['ransomware', 'special-categories'], true, true],
  ['Ransomware without backup and with exfiltration', ['ransomware', 'no-backup', 'exfiltrated'], true, true],
  ['Exfiltration of job applications from a website', ['website', 'exfiltrated'], true, true],
  ['Exfiltration of hashed passwords from a website', ['website', 'exfiltrated', 'passwords', 'passwords-hashed'], false, false],
  ['Credential stuffing attack on a banking website', ['website', 'credential-stuffing', 'passwords', 'financial'], true, true],
  ['Exfiltration of business data by a former employee', ['insider', 'exfiltrated'], true, false],
  ['Accidental transmission of data to a trusted third party', ['sent-by-mistake', 'trusted-recipient', 'e-mail'], false, false],
  ['Stolen device with encrypted data', ['device', 'encrypted'], false, false],
  ['Stolen device with data that were not encrypted', ['device'], true, true],
  ['Stolen paper files with sensitive data', ['paper', 'special-categories'], true, true],
  ['Postal mail mistake', ['post', 'sent-by-mistake', 'few-affected'], false, false],
  ['Highly confidential data sent by mail by mistake', ['e-mail', 'sent-by-mistake', 'special-categories'], true, true],
  ['Data sent by e-mail by mistake', ['e-mail', 'sent-by-mistake', 'few-affected'], false, false],
  ['Postal mail mistake of an insurer', ['post', 'sent-by-mistake', 'financial'], true, false],
  ['Identity theft through a call centre', ['impersonation'], true, true],
  ['E-mail exfiltration', ['mailbox', 'exfiltrated'], true, true],
]; // prettier-ignore

/** The eighteen, in the order of the guidelines. */
export const edpbCases: readonly EdpbCase[] = rows.map(
  ([title, features, notifyAuthority, communicateToSubjects], index) => ({
    number: index + 1,
    title,
    features,
    notifyAuthority,
    communicateToSubjects,
  }),
);

/**
 * The cases that share most with what is known, the nearest first: shared features over all features of both, as a
 * fraction of 1. A hint beside an assessment, never a decision.
 */
export function nearestCases(
  features: readonly CaseFeature[],
  most = 3,
): { case: EdpbCase; likeness: number }[] {
  return edpbCases
    .map((one) => ({ case: one, likeness: likenessOf(new Set(features), new Set(one.features)) }))
    .filter(({ likeness }) => likeness > 0)
    .sort((a, b) => b.likeness - a.likeness || a.case.number - b.case.number)
    .slice(0, most);
}

function likenessOf(one: ReadonlySet<CaseFeature>, other: ReadonlySet<CaseFeature>): number {
  const all = new Set([...one, ...other]);
  return all.size ? [...one].filter((feature) => other.has(feature)).length / all.size : 0;
}
