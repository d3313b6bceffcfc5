import { Router, type Request, type Response } from 'express';
import { randomUUID } from 'node:crypto';
import { aVisitor } from '../foundation/access/signed-in.js';
import { PLATFORM } from '../foundation/database/scope.js';
import { isEmailAddress } from '../foundation/http/email-address.js';
import { invalid, Problem } from '../foundation/http/problem.js';
import type { SecondFactorService } from '../modules/libraries/second-factor.service.js';
import type { StaffInvitationsService } from '../modules/libraries/staff-invitations.service.js';
import type { StaffSignInService } from '../modules/libraries/staff-sign-in.service.js';
import { formOf } from './form.js';
import { begin, end, staffOf } from './panel-session.js';
import { invitationPage, page, secondFactorPage, signInPage } from './pages.js';

/** What the panel's doors stand on. */
export interface Doors {
  invitations: StaffInvitationsService;
  signIns: StaffSignInService;
  secondFactor: SecondFactorService;
}

type Fields = Record<string, string>;

/** A password that an incident has changed before anything else is done. */
const DUE = 'password-change-due';

/** The pages before the panel: signing in and out, accepting an invitation, enrolling a second factor. */
export function doors(parts: Doors): Router {
  const router = Router();
  signingIn(router, parts);
  invited(router, parts);
  secondFactor(router, parts);
  return router;
}

function signingIn(router: Router, { signIns }: Doors) {
  router.get('/login', (_, response) => void response.send(signInPage({})));
  router.post('/login', async (request, response) => {
    const fields = await formOf(request);
    await answering(
      response,
      (problem, type) => signInPage({ ...fields, isDue: type === DUE || 'newPassword' in fields }, problem),
      async () => {
        const { email = '', password = '', newPassword = '', code = '', library = '' } = fields;
        if (!isEmailAddress(email))
          throw invalid('/email', 'Write your e-mail address, such as name@example.org.');
        if (password === '' || password.length > 500) throw invalid('/password', 'Write your password.');
        if (newPassword) refuseUnfit('/newPassword', newPassword);
        const given = {
          email,
          password,
          ...(newPassword ? { newPassword } : {}),
          ...(code ? { code: code.slice(0, 20) } : {}),
          ...(library ? { library } : {}),
        };
        const tokens = await signIns.signIn(
          visitor('POST /admin/login'),
          request.ip ?? '',
          given,
          new Date(),
        );
        await begin(request, tokens.accessToken);
        response.redirect(303, tokens.secondFactorDue ? '/admin/second-factor' : '/admin');
      },
    );
  });
  router.post('/logout', (request, response) => signOut(signIns, request, response));
  // AdminJS's own menu signs out by following a link.
  router.get('/logout', (request, response) => signOut(signIns, request, response));
}

async function signOut(signIns: StaffSignInService, request: Request, response: Response) {
  const { staff } = request.session;
  if (staff) await signIns.signOut(staffOf(staff, `${request.method} /admin/logout`), new Date());
  await end(request);
  response.redirect(303, '/admin/login');
}

function invited(router: Router, { invitations }: Doors) {
  router.get('/invitation', (request, response) => {
    const { token } = request.query;
    response.send(invitationPage(typeof token === 'string' ? token : ''));
  });
  router.post('/invitation', async (request, response) => {
    const { token = '', password = '' } = await formOf(request);
    await answering(
      response,
      (problem) => invitationPage(token, problem),
      async () => {
        refuseUnfit('/password', password);
        await invitations.accept(visitor('POST /admin/invitation'), token, password, new Date());
        const body = '<p>You may sign in now.</p><p><a href="/admin/login">Sign in</a></p>';
        response.send(page({ title: 'Welcome', body }));
      },
    );
  });
}

function secondFactor(router: Router, { signIns, secondFactor: factor }: Doors) {
  router.get('/second-factor', (request, response) => {
    if (request.session.staff) response.send(secondFactorPage());
    else response.redirect(303, '/admin/login');
  });
  router.post('/second-factor/enrolment', async (request, response) => {
    const { staff } = request.session;
    if (!staff) {
      response.redirect(303, '/admin/login');
      return;
    }
    await answering(
      response,
      (problem) => secondFactorPage(undefined, problem),
      async () => {
        const enrolment = await factor.enrol(staffOf(staff, 'POST /admin/second-factor/enrolment'));
        response.send(secondFactorPage(enrolment));
      },
    );
  });
  router.post('/second-factor', async (request, response) => {
    const { staff } = request.session;
    if (!staff) {
      response.redirect(303, '/admin/login');
      return;
    }
    const { code = '' }: Fields = await formOf(request);
    await answering(
      response,
      (problem) => secondFactorPage(undefined, problem),
      async () => {
        const me = staffOf(staff, 'POST /admin/second-factor');
        const { accessToken } = await signIns.confirmSecondFactor(me, code, new Date());
        await begin(request, accessToken);
        response.redirect(303, '/admin');
      },
    );
  });
}

/** @throws 422 for a new password that is too short or too long */
function refuseUnfit(pointer: string, password: string) {
  if (password.length < 10 || password.length > 200)
    throw invalid(pointer, 'Choose a password of 10 to 200 characters.');
}

/** Shows the page again with the sentence of what was refused, under its true status. */
async function answering(
  response: Response,
  again: (problem: string, type: string) => string,
  work: () => Promise<void>,
) {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Problem) || error.getStatus() >= 500) throw error;
    response.status(error.getStatus()).set(error.headers).send(again(error.detail, error.type));
  }
}

function visitor(route: string) {
  return aVisitor(PLATFORM, { requestId: randomUUID(), route });
}
