/** Who asks. Every service method takes it first: it carries the library, so no statement can forget one. */
export type SignedIn = Reader | Staff | ApiKey | Visitor | Job;

interface Asking {
  libraryId: string;
  /** The session or key that was shown; breach scope asks by it. */
  credentialId: string | null;
  /** The credential's epoch at the time, for the access log. */
  credentialEpoch: number;
  requestId: string;
  /** Method and template of the route, never its parameters. */
  route: string;
  /** The network address that asks; the access log keeps a keyed hash of it. */
  address?: string;
  /** The request's claim to its Idempotency-Key: whatever it writes is written under this claim or not at all. */
  claim?: { libraryId: string; id: string };
}

export interface Reader extends Asking {
  kind: 'reader';
  id: string;
  /** When the reader last proved who they are, for what asks for a fresh sign-in. */
  provedAt: Date;
}

export interface Staff extends Asking {
  kind: 'staff';
  id: string;
  role: 'owner' | 'librarian' | 'security-officer';
  /** False until the second factor is enrolled, where the installation asks for one. */
  secondFactor: boolean;
}

export interface ApiKey extends Asking {
  kind: 'api-key';
  id: string;
  scopes: string[];
}

export interface Visitor extends Asking {
  kind: 'visitor';
  id: null;
}

export interface Job extends Asking {
  kind: 'job';
  /** The job's name. */
  id: string;
}

/** A job of the system at work in one library. */
export function aJob(name: string, libraryId: string): Job {
  return {
    kind: 'job',
    id: name,
    libraryId,
    credentialId: null,
    credentialEpoch: 0,
    requestId: '-',
    route: `job ${name}`,
  };
}

/** By what a request is known to the access log. */
type Request = Pick<Asking, 'requestId' | 'route' | 'address'>;

/** Anyone, before they say who they are. */
export function aVisitor(libraryId: string, request: Request): Visitor {
  return { kind: 'visitor', id: null, libraryId, credentialId: null, credentialEpoch: 0, ...request };
}
