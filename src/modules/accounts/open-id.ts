import * as client from 'openid-client';

/** What a provider knows the library by. */
export interface ProviderAccess {
  issuer: string;
  clientId: string;
  clientSecret: string | null;
}

const SECONDS = 10;

/** True for an issuer that may be asked: over TLS, or on this machine. */
export function isIssuer(issuer: string): boolean {
  if (!URL.canParse(issuer)) return false;
  const { protocol, hostname } = new URL(issuer);
  return protocol === 'https:' || (protocol === 'http:' && ['127.0.0.1', 'localhost'].includes(hostname));
}

/** Reads the provider's own description of itself (OpenID Connect Discovery). */
export function discover({ issuer, clientId, clientSecret }: ProviderAccess): Promise<client.Configuration> {
  const server = new URL(issuer);
  // Marked as deprecated so that nobody overlooks it; `isIssuer` lets plain HTTP through on this machine only.
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  const execute = server.protocol === 'http:' ? [client.allowInsecureRequests] : [];
  return client.discovery(server, clientId, undefined, authenticationBy(clientSecret), {
    timeout: SECONDS,
    execute,
  });
}

/** Where to send the browser, with the secrets to keep until it comes back (RFC 7636, OpenID Connect Core 3.1.2.1). */
export async function authorisation(provider: client.Configuration, redirectUri: string, state: string) {
  const nonce = client.randomNonce();
  const verifier = client.randomPKCECodeVerifier();
  const url = client.buildAuthorizationUrl(provider, {
    redirect_uri: redirectUri,
    scope: 'openid', // the identity alone: name and address are asked in our own form
    state,
    nonce,
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  });
  return { url: url.href, nonce, verifier };
}

/** The identity the provider vouches for, as `issuer|sub`. @throws whatever openid-client finds wrong with the answer */
export async function identityIn(
  provider: client.Configuration,
  answer: URL,
  { state, nonce, verifier }: { state: string; nonce: string; verifier: string },
): Promise<string> {
  const tokens = await client.authorizationCodeGrant(provider, answer, {
    expectedState: state,
    expectedNonce: nonce,
    pkceCodeVerifier: verifier,
    idTokenExpected: true,
  });
  const claims = tokens.claims();
  if (!claims) throw new Error('The provider vouched for nobody.');
  return `${claims.iss}|${claims.sub}`;
}

/** Basic is what the standard presumes; some providers know the form alone. */
function authenticationBy(secret: string | null): client.ClientAuth {
  if (secret === null) return client.None();
  const [basic, post] = [client.ClientSecretBasic(secret), client.ClientSecretPost(secret)];
  return (server, metadata, body, headers) => {
    const known = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    (known.includes('client_secret_basic') ? basic : post)(server, metadata, body, headers);
  };
}
