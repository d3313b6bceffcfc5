/** A page of the panel's doors: plain HTML without scripts. */
export interface DoorPage {
  title: string;
  /** What went wrong, as a sentence that says what to do. */
  problem?: string;
  body: string;
}

const STYLE = `
  :root { color-scheme: light; font: 16px/1.5 system-ui, sans-serif; }
  * { box-sizing: border-box; }
  body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: #f5f6f8; color: #1c2330; }
  main { width: min(26rem, 100vw - 2rem); margin: 1rem; padding: 2rem; background: #fff; border: 1px solid #d5dae2; border-radius: .5rem; }
  h1 { margin: 0 0 1rem; font-size: 1.375rem; line-height: 1.25; }
  label { display: block; margin-top: 1rem; font-weight: 600; }
  small { font-weight: 400; color: #4a5568; }
  input { display: block; width: 100%; min-height: 2.75rem; margin-top: .25rem; padding: .5rem .75rem; font: inherit; border: 1px solid #6b7687; border-radius: .25rem; }
  input:focus-visible, button:focus-visible, a:focus-visible { outline: 3px solid #1d5fd1; outline-offset: 2px; }
  button { width: 100%; min-height: 2.75rem; margin-top: 1.5rem; font: inherit; font-weight: 600; color: #fff; background: #1d4f91; border: 0; border-radius: .25rem; cursor: pointer; }
  button.quiet { color: #1d4f91; background: none; border: 1px solid #1d4f91; margin-top: .75rem; }
  .problem { margin: 0 0 1rem; padding: .75rem; color: #8a1c1c; background: #fdecec; border-left: 4px solid #b42323; }
  img { display: block; margin: 1rem auto; max-width: 100%; }
  code { overflow-wrap: anywhere; }
  details { margin-top: 1rem; }`;

/** The whole document. Whatever is put into it from outside goes through `escaped`. */
export function page({ title, problem, body }: DoorPage): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)} · Carrel</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escaped(title)}</h1>
${problem ? `<p class="problem" role="alert">${escaped(problem)}</p>` : ''}
${body}
</main>
</body>
</html>`;
}

/** A text as HTML. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Where owners and librarians sign in, and set a new password where one is due. */
export function signInPage(
  given: { email?: string; library?: string; isDue?: boolean },
  problem?: string,
): string {
  const renewed =
    '<label>New password <small>10 characters or more</small><input name="newPassword" type="password" autocomplete="new-password" minlength="10" maxlength="200" required></label>\n';
  return page({
    title: 'Sign in to your library',
    ...(problem ? { problem } : {}),
    body: `<form method="post" action="/admin/login">
<label>E-mail address<input name="email" type="email" autocomplete="username" required value="${escaped(given.email ?? '')}"></label>
<label>Password<input name="password" type="password" autocomplete="current-password" required></label>
${given.isDue ? renewed : ''}<label>Code <small>if you have a second factor</small><input name="code" inputmode="numeric" autocomplete="one-time-code" maxlength="20"></label>
<label>Library <small>if you work for several</small><input name="library" autocomplete="organization" maxlength="100" value="${escaped(given.library ?? '')}"></label>
<button>Sign in</button>
</form>`,
  });
}

/** Where someone who was invited chooses a password. */
export function invitationPage(token: string, problem?: string): string {
  return page({
    title: 'Accept your invitation',
    ...(problem ? { problem } : {}),
    body: `<p>Choose a password of at least ten characters. If you work for a library here already, give the one you have.</p>
<form method="post" action="/admin/invitation">
<input type="hidden" name="token" value="${escaped(token)}">
<label>Password<input name="password" type="password" autocomplete="new-password" minlength="10" maxlength="200" required></label>
<button>Accept</button>
</form>`,
  });
}

/** Where a second factor is enrolled: first a button, then the picture to scan. */
export function secondFactorPage(enrolment?: { uri: string; qrCode: string }, problem?: string): string {
  const scan = enrolment
    ? `<p>Scan this picture with an authenticator, then type the code that it shows.</p>
<img src="${escaped(enrolment.qrCode)}" width="196" height="196" alt="Picture for the authenticator; the same as text is below">
<details><summary>I cannot scan it</summary><p><code>${escaped(enrolment.uri)}</code></p></details>`
    : '<p>Before you act here you need a second factor: an authenticator that shows a new code every half minute.</p>';
  const begin = `<form method="post" action="/admin/second-factor/enrolment"><button${(enrolment ?? problem) ? ' class="quiet"' : ''}>${(enrolment ?? problem) ? 'Begin again' : 'Begin'}</button></form>`;
  const confirm = `<form method="post" action="/admin/second-factor">
<label>Code<input name="code" inputmode="numeric" autocomplete="one-time-code" pattern="[0-9]{6}" required></label>
<button>Enrol</button>
</form>`;
  return page({
    title: 'Enrol a second factor',
    ...(problem ? { problem } : {}),
    body: `${scan}${(enrolment ?? problem) ? confirm : ''}${begin}
<form method="post" action="/admin/logout"><button class="quiet">Sign out</button></form>`,
  });
}
