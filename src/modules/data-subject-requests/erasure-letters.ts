import { spoken } from '../../foundation/data-map/words.js';

interface Words {
  subject: string;
  text: string;
}

/** The last letter to someone who is being forgotten: it holds the certificate's address and nothing to answer to. */
export function farewell(language: string, { library, link }: { library: string; link: string }): Words {
  if (spoken(language) === 'es')
    return {
      subject: `Le hemos olvidado: ${library}`,
      text: `Se ha pedido que ${library} olvide todo lo suyo. Desde ahora nadie puede leerlo, y lo guardado se está borrando.\n\nLa prueba está aquí, también cuando esta carta sea lo único que quede. Guarde la dirección, no se puede recuperar:\n${link}\n\nAllí verá también cuándo dejaron de poder abrirse las copias de seguridad.\n\nPuede registrarse de nuevo cuando quiera.`,
    };
  return {
    subject: `We have forgotten you: ${library}`,
    text: `${library} was asked to forget everything of yours. From now on nobody can read it, and what was kept is being deleted.\n\nThe proof is here, also when this letter is all that is left. Keep the address, it cannot be found again:\n${link}\n\nThere you will also see when the backups can no longer be opened.\n\nYou can sign up again whenever you like.`,
  };
}

/** The last letter to someone who worked here, in both languages: which one they read is not known. */
export function staffFarewell(link: string): Words {
  return {
    subject: 'Your staff account is deleted · Su cuenta de personal se ha borrado',
    text: `Your name, your address and your second factor are being deleted from Carrel. What you did stays in the logs under a number, so that libraries can answer for it. The proof is here; keep the address, it cannot be found again:\n${link}\n\n---\n\nSu nombre, su dirección y su segundo factor se están borrando de Carrel. Lo que hizo sigue en los registros con un número, para que las bibliotecas puedan responder de ello. La prueba está aquí; guarde la dirección, no se puede recuperar:\n${link}`,
  };
}

/** The letter with the code that proves who asks to be forgotten. */
export function codeLetter(language: string, { library, code }: { library: string; code: string }): Words {
  if (spoken(language) === 'es')
    return {
      subject: `Su código para eliminar la cuenta: ${code}`,
      text: `Alguien, esperamos que usted, quiere eliminar su cuenta en ${library}. Para confirmarlo escriba este código:\n\n${code}\n\nSirve durante quince minutos. Si no fue usted, no haga nada y cambie su contraseña.`,
    };
  return {
    subject: `Your code for deleting the account: ${code}`,
    text: `Someone, we hope you, wants to delete your account at ${library}. To confirm it, type this code:\n\n${code}\n\nIt works for fifteen minutes. If it was not you, do nothing and change your password.`,
  };
}
