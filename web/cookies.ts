import { CookieBanner } from './cookies/banner.js';
import { Notice } from './cookies/notice.js';
import { dress } from './cookies/style.js';

/*
 * One tag on a library's own site: `<script src="https://…/embed/cookies.js" data-library="slug"></script>`. It shows the
 * library's cookie notice until a click, keeps scripts marked `type="text/plain" data-category="…"` from running before
 * they are accepted, and removes what a withdrawn category had stored.
 */
const tag = document.currentScript;
if (tag instanceof HTMLScriptElement) {
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', () => void start(tag));
  else void start(tag);
}

async function start({ src, dataset, nonce }: HTMLScriptElement) {
  const { library = '', language = document.documentElement.lang || navigator.language } = dataset;
  const address = `${new URL(src).origin}/api/v1/libraries/${encodeURIComponent(library)}`;
  try {
    const notice = await Notice.read(address, language);
    dress(nonce);
    await new CookieBanner(notice).run();
  } catch (error) {
    // Without the notice nothing is asked, so that nothing optional runs.
    console.warn('The cookie notice could not be shown:', error);
  }
}
