import { WrongSetting } from './wrong-setting.js';

/** Who runs the platform, and who stands for it: what Art. 30(2)(a) asks of its record. */
export interface Processor {
  name?: string;
  address?: string;
  contact?: string;
  dataProtectionOfficer?: string;
  /** For a processor that is not established in the Union (Art. 27). */
  representative?: { name: string; address: string; email: string };
}

/** Reads it from the environment. @throws WrongSetting for a representative of whom something is missing */
export function processorOf(env: NodeJS.ProcessEnv): Processor {
  const {
    PROCESSOR_NAME: name,
    PROCESSOR_ADDRESS: address,
    PROCESSOR_CONTACT: contact,
    PROCESSOR_DPO: dataProtectionOfficer,
    PROCESSOR_REPRESENTATIVE: representative,
  } = env;
  return {
    ...(name ? { name } : {}),
    ...(address ? { address } : {}),
    ...(contact ? { contact } : {}),
    ...(dataProtectionOfficer ? { dataProtectionOfficer } : {}),
    ...(representative ? { representative: representativeOf(representative) } : {}),
  };
}

function representativeOf(text: string): NonNullable<Processor['representative']> {
  const [name, address, email, ...more] = text.split(';').map((part) => part.trim());
  if (!name || !address || !email || !/^[^@\s]+@[^@\s]+$/.test(email) || more.length)
    throw new WrongSetting(
      'PROCESSOR_REPRESENTATIVE is not whole: write "name; postal address; e-mail address", parted by semicolons.',
    );
  return { name, address, email };
}
