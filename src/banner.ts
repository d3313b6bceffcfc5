import type { Config } from './config.js';
import type { DemoLogins } from './demo/demo.service.js';

/** What the terminal shows once the server listens: addresses, and in a demo the logins. */
export function banner({ publicUrl, dataDir }: Config, demo?: DemoLogins): string {
  const lines = ['', `Carrel is running at ${publicUrl}`, ''];
  for (const { slug, name, reader, owner } of demo?.libraries ?? []) {
    lines.push(
      `  ${name}`,
      `    sign up         ${publicUrl}/l/${slug}/sign-up`,
      `    account         ${publicUrl}/l/${slug}/account      ${reader.email}  ${reader.password}`,
      `    panel           ${publicUrl}/admin      ${owner.email}  ${owner.password}`,
      '',
    );
  }
  for (const { email, password } of demo?.securityOfficers ?? [])
    lines.push(`  security officer  POST ${publicUrl}/api/v1/staff/sessions      ${email}  ${password}`);
  if (demo) lines.push(`  letters           ${publicUrl}/outbox`);
  lines.push(
    `  API               ${publicUrl}/api/docs`,
    '',
    `Data are in ${dataDir}${demo ? ', all logins in demo.json there' : ''}. Stop with Ctrl-C.`,
    '',
  );
  return `${lines.join('\n')}\n`;
}
