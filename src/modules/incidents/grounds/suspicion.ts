const KEYS =
  /\b(root|master|encryption|wrapping|index|data|sealing) (keys?|secrets?)\b|\bkey[- ]?(ring|store|files?|exports?|material|epochs?)\b|\b(claves?|llaves?) (raíz|maestras?|de cifrado)\b|\bllavero\b|\bsecreto raíz\b/iu;

/** Whether what is suspected names the root secret, the key ring or its keys; words alone, so that a denial counts too. */
export function namesKeys(suspected: string | null): boolean {
  return suspected !== null && KEYS.test(suspected);
}
