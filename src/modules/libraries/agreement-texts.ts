import type { Controller } from '../../foundation/law/controllers.js';

/** The agreement that a new library starts with. Consent to optional purposes is no part of it (Art. 7(2)). */
export function agreementTexts(
  language: string,
  { name, contact }: Controller,
): { title: string; text: string } {
  if (language === 'es') {
    return {
      title: 'Condiciones de uso de la biblioteca',
      text:
        `Al registrarse, acuerda con ${name} usar la biblioteca digital: leer y tomar en préstamo sus fondos y conversar con el personal. ` +
        `Para ello guardamos los datos de su cuenta, sus préstamos y sus conversaciones. ` +
        `Puede ver, cambiar, descargar y borrar todo desde su cuenta en cualquier momento. Preguntas: ${contact}.`,
    };
  }
  return {
    title: 'Terms of the library',
    text:
      `By signing up you agree with ${name} to use the digital library: to read and borrow what it holds and to write to its staff. ` +
      `For this we keep the data of your account, your loans and your conversations. ` +
      `You can see, change, download and delete all of it from your account at any time. Questions: ${contact}.`,
  };
}
