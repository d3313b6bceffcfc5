import type { Mode } from './incident.entity.js';

/** What people call an incident by; a drill says so in its name. */
export function numberOf(id: string, mode: Mode): string {
  return `${mode === 'live' ? 'INCIDENT' : mode.toUpperCase()}-${id.slice(-8)}`;
}
