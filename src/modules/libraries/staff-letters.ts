import type { StaffRole } from './staff.entity.js';

interface Invitation {
  name: string;
  library: string;
  role: StaffRole;
  link: string;
}

const AS: Record<StaffRole, [english: string, spanish: string]> = {
  owner: ['owner of', 'responsable de'],
  librarian: ['librarian of', 'bibliotecario o bibliotecaria de'],
  'security-officer': ['security officer of', 'responsable de seguridad de'],
};

/** The words that invite someone to work for a library. In both languages: which one they read is not known yet. */
export function invitationLetter({ name, library, role, link }: Invitation) {
  const [english, spanish] = AS[role];
  return {
    subject: `Invitation to work for ${library} · Invitación a trabajar para ${library}`,
    text:
      `Dear ${name},\n\nyou are invited as ${english} ${library}. To accept, open this link and choose a password:\n${link}\n\n` +
      `The link works for seven days. If you do nothing, nothing happens.\n\n---\n\n` +
      `${name}:\n\nse le invita como ${spanish} ${library}. Para aceptar, abra este enlace y elija una contraseña:\n${link}\n\n` +
      `El enlace sirve durante siete días. Si no hace nada, no pasa nada.`,
  };
}
