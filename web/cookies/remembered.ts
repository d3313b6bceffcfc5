/** The cookie of the choice itself, on the library's own site. */
export const CHOICE = 'carrel_cookies';

/** What it holds beside the choice. */
export interface Remembered {
  /** The random number under which the server keeps the choice. */
  visitorId?: string;
  /** Whether the browser asked not to be tracked when the choice was made. */
  gpc?: boolean;
  /** True until the server has kept the choice. */
  isPending?: boolean;
}

/** Reads it; nothing where there is none or somebody wrote something else into it. */
export function remembered(): Remembered {
  const pair = document.cookie.split('; ').find((one) => one.startsWith(`${CHOICE}=`));
  if (!pair) return {};
  try {
    const { data } = JSON.parse(decodeURIComponent(pair.slice(CHOICE.length + 1))) as {
      data?: Remembered | null;
    };
    return data ?? {};
  } catch {
    return {}; // not written by us, so nothing was chosen
  }
}
