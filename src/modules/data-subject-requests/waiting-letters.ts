import { spoken, type Language } from '../../foundation/data-map/words.js';

interface Words {
  subject: string;
  text: string;
}

/** A hold as a letter tells of it. */
interface Reason {
  ground: string;
  reviewAt: Date;
}

/** The letter that names the day on which an erasure begins, with the link that takes it back. */
export function graceLetter(
  language: string,
  { library, beginsAt, link }: { library: string; beginsAt: Date; link: string },
): Words {
  const at = instant(beginsAt, spoken(language));
  if (spoken(language) === 'es')
    return {
      subject: `Su cuenta se borrará: ${library}`,
      text: `Se ha pedido a ${library} que borre su cuenta y todos sus datos. El borrado empieza solo el ${at}. Hasta entonces no le enviamos publicidad.\n\nSi no fue usted, o si cambia de opinión, abra esta dirección y pulse el botón:\n${link}\n\nDespués de ese momento nadie puede devolver nada. Si quiere una copia de sus datos, descárguela antes en su cuenta.`,
    };
  return {
    subject: `Your account will be deleted: ${library}`,
    text: `${library} was asked to delete your account and all your data. The deletion begins by itself on ${at}. Until then we send you no marketing.\n\nIf it was not you, or you change your mind, open this address and press the button:\n${link}\n\nAfter that moment nobody can bring anything back. If you want a copy of your data, download it in your account first.`,
  };
}

/** The letter that says why an erasure waits, and what the reader can do about it (Art. 12(4)). */
export function heldLetter(
  language: string,
  {
    library,
    reasons,
    certificate,
    authority,
  }: {
    library: string;
    reasons: Reason[];
    certificate: string;
    authority?: { name: string; url: string };
  },
): Words {
  const of = spoken(language);
  const complaint = authority ? `${authority.name}, ${authority.url}` : '';
  if (of === 'es')
    return {
      subject: `Parte de su borrado espera: ${library}`,
      text: `Pidió a ${library} que borrara sus datos. Una retención legal obliga a conservar una parte por ahora; lo demás se borra ya. Lo que queda está limitado: se guarda y no se usa para nada más.\n\nPor qué, y cuándo se revisa como muy tarde:\n${listed(reasons, of)}\n\nEn cuanto termine la última retención, el borrado sigue solo y recibirá la carta de despedida. Aquí ve cómo va:\n${certificate}\n\nSi no está de acuerdo puede reclamar ante la autoridad de control (art. 77)${complaint && `: ${complaint}`}, o acudir a los tribunales (art. 79).`,
    };
  return {
    subject: `Part of your deletion waits: ${library}`,
    text: `You asked ${library} to delete your data. A legal hold obliges the library to keep a part for now; everything else is being deleted. What stays is restricted: it is stored and used for nothing else.\n\nWhy, and by when that is looked at again at the latest:\n${listed(reasons, of)}\n\nAs soon as the last hold ends, the deletion goes on by itself and you get the farewell letter. Here you see how it stands:\n${certificate}\n\nIf you do not agree you can complain to the supervisory authority (Art. 77)${complaint && `: ${complaint}`}, or go to court (Art. 79).`,
  };
}

/** The letter that says that nothing is deleted. */
export function keptLetter(language: string, { library }: { library: string }): Words {
  if (spoken(language) === 'es')
    return {
      subject: `Su cuenta se queda: ${library}`,
      text: `El borrado de su cuenta en ${library} se ha retirado. No se ha borrado nada. Si no fue usted, cambie su contraseña.`,
    };
  return {
    subject: `Your account stays: ${library}`,
    text: `The deletion of your account at ${library} was taken back. Nothing was deleted. If it was not you, change your password.`,
  };
}

/** The letter that reminds owners of holds to look at again, in both languages: which one they read is not known. */
export function holdReminder(library: string, count: number): Words {
  return {
    subject: `Legal holds to look at again: ${library} · Retenciones legales por revisar`,
    text: `${library} keeps data of readers under ${count} legal holds whose day of review is past. Data may not be kept without a reason: open "Legal holds" in the panel, and say of each until when it is needed, or lift it.\n\n---\n\n${library} conserva datos de lectores bajo ${count} retenciones legales cuya fecha de revisión ha pasado. No se pueden conservar datos sin motivo: abra «Retenciones legales» en el panel y diga de cada una hasta cuándo hace falta, o levántela.`,
  };
}

function listed(reasons: Reason[], language: Language): string {
  return reasons.map(({ ground, reviewAt }) => `- ${ground}; ${day(reviewAt, language)}`).join('\n');
}

function day(at: Date, language: Language): string {
  return new Intl.DateTimeFormat(localeOf(language), { dateStyle: 'long', timeZone: 'UTC' }).format(at);
}

function instant(at: Date, language: Language): string {
  const style = { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' } as const;
  return `${new Intl.DateTimeFormat(localeOf(language), style).format(at)} UTC`;
}

function localeOf(language: Language): string {
  return language === 'en' ? 'en-GB' : language;
}
